-- description: Virtio cards, no balloon, no HPET: a function for each option.
-- nil keeps the option, {} deletes it, a string or a table replaces it.
function device(option)
  if option.driver:find("^virtio%-balloon") then return {} end
  if option.driver == "e1000" then option.driver = "virtio-net-pci" end
end

function no_hpet() return {} end -- for -no-hpet

function rtc() return { base = "utc", clock = "vm" } end
