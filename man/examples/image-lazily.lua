-- description: Helper programs: qemu-img makes images without waiting for the disk.
programs = { "qemu-img" }

function program(args, ctx)
  if args[1] ~= "convert" then return end
  if not args:find("-W") then args:insert(2, "-W") end -- out of order is faster
  local cache = args:find("-t")
  if cache then args[cache + 1] = "unsafe" else args:insert(2, "-tunsafe") end
end
