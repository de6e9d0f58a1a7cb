-- The one generator: reads the description of the daemon's calls and writes what is made from it.
--
--   lua5.4 generate.lua OUTPUT FOLDER DESCRIPTION.lua... [ARGUMENT...]
--
-- OUTPUT is the name of a module in generate/, which decides about its files in FOLDER; `check`
-- only looks the description over. A file whose content stays the same is not written, so
-- that what depends on it is not built again. Ends with 1 and a line per fault in the description.
local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua"

local describe = require "generate.describe"
local check = require "generate.check"

local function die(lines)
  io.stderr:write("lib/api: ", table.concat(lines, "\nlib/api: "), "\n")
  os.exit(1)
end

local function write_file(path, text)
  local old = io.open(path, "rb")
  local same = old and old:read("a") == text
  if old then old:close() end
  if same then return end
  local file, err = io.open(path, "wb")
  if not file then die {err} end
  local ok, why = file:write(text)
  if ok then ok, why = file:close() end
  if not ok then die {path .. ": " .. why} end
end

local output, folder = arg[1], arg[2]
if not output or not folder then
  die {"usage: lua5.4 generate.lua OUTPUT FOLDER DESCRIPTION.lua... [ARGUMENT...]"}
end

-- The build says which files calls/ holds, as Lua cannot list a folder.
local files, arguments = {}, {}
for i = 3, #arg do
  local list = arg[i]:find("%.lua$") and files or arguments
  list[#list + 1] = arg[i]
end
local description, err = describe.read(files)
if not description then die {err} end
local faults = check.faults(description)
if #faults > 0 then die(faults) end
if output ~= "check" then
  for name, text in pairs(require("generate." .. output)(description, arguments)) do
    write_file(folder .. "/" .. name, text)
  end
end
