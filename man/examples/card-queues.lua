-- description: Longer queues for virtio network cards, whichever way they are written.
function rewrite(cmd)
  for _, card in ipairs(cmd:find("device", { driver = "virtio-net*" })) do
    card.rx_queue_size = 1024
    card.mrg_rxbuf = false -- off in a list, false in JSON
    card.tx_queue_size = nil -- takes it out
  end
end
