-- What the generator says about descriptions with a fault: the file, the line, the call and why.
-- Run as: lua5.4 generate_test.lua (anywhere).
local here = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = here .. "/?.lua"

local describe = require "generate.describe"
local check = require "generate.check"

local failures, count = 0, 0

-- The faults of a description given as text, as one text.
local function faults_of(source)
  local path = os.tmpname()
  local file <close> = assert(io.open(path, "w"))
  file:write(source)
  file:flush()
  local description, err = describe.read {path}
  os.remove(path)
  if not description then return err end
  return table.concat(check.faults(description), "\n")
end

local function expect(name, source, wanted)
  count = count + 1
  local got = faults_of(source)
  local ok = wanted == "" and got == "" or wanted ~= "" and got:find(wanted, 1, true)
  if not ok then
    failures = failures + 1
    print(("FAILED %s\n  wanted: %s\n  got:    %s"):format(name, wanted, got))
  end
end

local kTail = [[, added = "1.0.0", help = "a call"}]] .. "\n"
local function calls(...)
  local text = 'group("files", "Files")\n'
  for _, row in ipairs {...} do text = text .. "call {" .. row .. kTail end
  return text
end

expect("a good one", calls([["touch", 3, pathname "path"]],
  [["umount", 45, optional = {opt(0, bool "force"), opt(1, bool "lazy")}]]), "")
expect("all kinds", 'structure {"point", int32 "x", percent "y", help = "A point"}\n' ..
  calls([["a", 1, list(device) "d", bytes "b", nullable_text "n", returns = structs "point" "p"]],
    [["b", 2, file_in "f", guid "g", returns = pairs(mountable, text) "m"]]), "")

expect("a number twice", calls([["a", 3]], [["b", 3]]), "the number 3 is already that of call 'a'")
expect("a name twice", calls([["a", 3]], [["a", 4]]), "call 'a': the name a is already that of a")
expect("no number", calls([["a"]]), "the number has to be a positive integer")
expect("number zero", calls([["a", 0]]), "the number has to be a positive integer")
expect("a number as text", calls([["a", "3"]]), "the number has to be a positive integer")
expect("a name that is none", calls([["two words", 3]]), "call 'two words': this is no name")
expect("the place", calls([["a", 3]], [["b", 3]]), ":3: call 'b'")

expect("a gap in the bits", calls([["a", 3, optional = {opt(0, bool "x"), opt(2, bool "y")}]]),
  "no optional parameter has bit 1: bits have no gaps")
expect("a bit twice", calls([["a", 3, optional = {opt(0, bool "x"), opt(0, bool "y")}]]),
  "bit 0 belongs to both 'x' and 'y'")
expect("bits out of order", calls([["a", 3, optional = {opt(1, bool "x"), opt(0, bool "y")}]]),
  "optional parameter 'x' stands out of the order of the bits")
expect("a bit too high", calls([["a", 3, optional = {opt(64, bool "x")}]]), "not within 0 to 63")
expect("an optional file", calls([["a", 3, optional = {opt(0, file_in "x")}]]),
  "optional parameter 'x': file_in cannot be optional")
expect("an optional without a bit", calls([["a", 3, optional = {bool "x"}]]),
  "written as opt(BIT, KIND \"name\")")

expect("an unknown kind", calls([["a", 3, strnig "x"]]), "the description knows no word 'strnig'")
expect("a kind for fields only", calls([["a", 3, uuid "x"]]),
  "parameter 'x': no call can take uuid")
expect("a parameter twice", calls([["a", 3, text "x", text "x"]]), "parameter 'x' is there twice")
expect("a parameter that is a word of C++", calls([["a", 3, text "template"]]),
  "parameter 'template': the name is a word of C++ or XDR")
expect("a parameter that is a string", calls([["a", 3, "x"]]), "parameter 1 is written as KIND")
expect("two files", calls([["a", 3, file_in "x", file_out "y"]]), "one file at most")
expect("a list of numbers", calls([["a", 3, list(int32) "x"]]), "list holds strings")
expect("a file returned", calls([["a", 3, returns = file_out "x"]]), "no call can return file_out")
expect("an unknown struct", calls([["a", 3, returns = struct "point" "p"]]),
  "there is no struct 'point'")
expect("an unknown field", calls([["a", 3, progres = true]]), "a call has no field 'progres'")
expect("a flag that is none", calls([["a", 3, progress = "yes"]]), "progress has to be a boolean")
expect("a replacement that is not there", calls([["a", 3, replaced_by = "b"]]),
  "replaced_by: there is no call 'b'")
expect("an alias of another call", calls([["a", 3]], [["b", 4, aliases = {"a"}]]),
  "the alias a is already that of a")
expect("a visibility", calls([["a", 3, visibility = "secret"]]), "public, internal or debug")
expect("an open note", calls([["a", 3, note = "no stop"]]), "note has to be sentences")

expect("no help", 'group("files", "Files")\ncall {"a", 3, added = "1.0.0"}',
  "help has to be one line")
expect("a full stop", 'group("files", "Files")\ncall {"a", 3, added = "1.0.0", help = "Stop."}',
  "help has to be one line without a full stop")
expect("no version", 'group("files", "Files")\ncall {"a", 3, help = "x"}',
  "added has to be a version")
expect("no group", "call {\"a\", 3" .. kTail, "the file has to begin with group(NAME, TITLE)")
expect("a group without a title", 'group("files")', "written as group(\"name\", \"Title\")")
local kPoint = [[structure {"p", int32 "x", help = "P"}]]
expect("a struct twice", kPoint .. " " .. kPoint, "the name p is already that of")
expect("an empty struct", [[structure {"p", help = "P"}]], "at least one field")
expect("a path in a struct", [[structure {"p", pathname "x", help = "P"}]], "no field can be")
expect("not Lua", "call {", "expected")

print(("generator: %d of %d descriptions judged as expected"):format(count - failures, count))
os.exit(failures == 0)
