"""guestscope-lua(7) names everything that a hook can call or read, and nothing else; its examples are the tested files."""
import glob
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import gs  # noqa: E402

PAGE = os.path.join(gs.BIN, "..", "share", "man", "man7", "guestscope-lua.7")


def source(name):
    with open(os.path.join(gs.SOURCE, "lib", "script", name)) as f:
        return f.read()


def functions_in(name):
    """Functions that a file registers for Lua."""
    tables = re.findall(r"luaL_Reg \w+\[\] = \{(.*?)\};", source(name), re.S)
    return {n for n in re.findall(r'\{"(\w+)", \w+\}', "".join(tables)) if not n.startswith("__")}


def fields_in(name):
    """Fields that an __index or __newindex function of the file knows."""
    return set(re.findall(r'(?:field|key|text_arg\(L, 2\)) [!=]= "(\w+)"', source(name)))


def set_in(text):
    """Fields of a table that is made once."""
    return set(re.findall(r'(?:lua_setfield\(L, -\d|set_field\(L), "(\w+)"', text)) - {"__index", "__newindex", "__metatable"}


def registered():
    """Every name, as the page writes it."""
    names = {"cmd:" + n for n in functions_in("lua_cmd_object.cpp")}
    names |= {"cmd." + n for n in fields_in("lua_cmd_object.cpp")}
    names |= {"option:" + n for n in functions_in("lua_option.cpp")}
    names |= {"option." + n for n in fields_in("lua_option.cpp")}
    names |= {"cmd.append:" + n for n in functions_in("lua_kernel_words.cpp")}
    context = source("lua_context.cpp")
    names |= {"ctx.qemu:" + n for n in functions_in("lua_context.cpp")}
    names |= {"ctx.host." + n for n in re.findall(r'key == "(\w+)"', context)}
    names |= {"ctx.qemu." + n for n in re.findall(r'text_arg\(L, 2\) != "(\w+)"', context)}
    pushed = context[context.index("void LuaContext::push"):]
    names |= {"ctx." + n for n in set_in(pushed)}
    names |= functions_in("lua_globals.cpp")
    programs = source("program_hooks.cpp")
    names |= {"args:" + n for n in functions_in("program_hooks.cpp")}
    names |= {"args:" + n for n in re.search(r'for \(const char\* name : \{("insert".*?)\}\)', programs).group(1)
              .replace('"', "").split(", ")}
    names |= {"args." + n for n in set_in(programs[programs.index("void push_args"):programs.index("words_at")])}
    events = source("hook_events.cpp")
    names |= {"machine:" + n for n in re.findall(r'std::pair\{"(\w+)", &Listener', events)}
    names |= {"event." + n for n in set_in(events)}
    for some in re.findall(r"set_fields\(L, event\.data, \{(.*?)\}\)", events):
        names |= {"event." + n for n in re.findall(r'"(\w+)"', some)}
    names |= set(re.findall(r'"(on_\w+)"', re.search(r"kFunctions = \{(.*?)\};", events).group(1)))
    return names


def plain_page():
    with open(PAGE) as f:
        text = f.read()
    return re.sub(r"\\f[BIRP]|\\&", "", text.replace("\\-", "-")).replace("\\(aq", "'")


def explained():
    """The names that head a paragraph of their own: "*cmd:find(*_name_, _filter_*)*" is cmd:find."""
    with open(os.path.join(gs.SOURCE, "man", "guestscope-lua.7.scd")) as f:
        lines = f.read().splitlines()
    names = set()
    for line, following in zip(lines, lines[1:]):
        if line.startswith("*") and following.startswith("\t"):
            names |= set(re.sub(r"\(.*?\)", "", line.replace("*", "")).split(", "))
    return names


class LuaManual(gs.Case):
    def test_nothing_is_left_out_and_nothing_is_made_up(self):
        real, told = registered(), explained()
        self.assertGreater(len(real), 85)
        self.assertEqual(sorted(real - told - {"ctx.host", "ctx.qemu"}), [])
        # What the hook defines, and the rest of the API's way of speaking.
        others = {"rewrite", "program", "print", "arguments", "probes", "programs", "option._key_", "nil", "{}"}
        self.assertEqual(sorted(n for n in told - real - others if " " not in n), [])

    def test_what_the_page_names_is_there(self):
        # Methods are functions, fields can be read.
        lines = ["function rewrite(cmd, ctx)", "local option, append = cmd:first('device'), cmd.append"]
        for name in sorted(registered()):
            root, _, rest = name.rpartition(":") if ":" in name else name.rpartition(".")
            if root in ("cmd", "option", "cmd.append", "ctx.qemu") and ":" in name:
                lines.append(f"assert(type({root}.{rest}) == 'function', '{name}')")
            elif root in ("cmd", "option", "ctx", "ctx.host"):
                lines.append(f"local _ = {name}")
            elif root == "" and not name.startswith("on_"):
                lines.append(f"assert(type({name}) == 'function', '{name}')")
        hook = self.write("all.lua", "\n".join(lines + ["end"]))
        r = self.run_in([gs.GUESTSCOPE, "wrap", "--hook", hook, "--dry-run", "--", "qemu-system-x86_64", "-device", "e1000",
                         "-m", "1"])
        self.assertEqual((r.returncode, r.stderr), (0, b""))
        self.assertGreater(len(lines), 70)

    def test_every_library_that_is_named_is_there_and_no_other(self):
        hook = self.write("g.lua", """function rewrite() local names = {}
            for name in pairs(_G) do names[#names + 1] = name end
            for name in pairs(os) do names[#names + 1] = "os." .. name end
            print(table.concat(names, " ")) end""")
        r = self.run_in([gs.GUESTSCOPE, "wrap", "--hook", hook, "--dry-run", "--", "qemu-system-x86_64"])
        there = set(r.stderr.decode().split(": ", 1)[1].split()) if r.returncode == 0 else set()
        there = {n for n in there if n not in ("hook", "rewrite")}
        lua = {"assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen",
               "rawset", "select", "setmetatable", "tonumber", "tostring", "type", "warn", "xpcall", "_G", "_VERSION"}
        ours = {n for n in registered() if not re.search(r"[.:]", n) and not n.startswith("on_")}
        libraries = {"string", "table", "math", "utf8", "os", "os.time", "os.clock", "os.date"}
        self.assertEqual(sorted({n.split(":")[-1] for n in there} - lua - ours - libraries), [])
        page = plain_page()
        for name in libraries:
            self.assertIn(name, page)

    def test_the_examples_are_the_files(self):
        with open(os.path.join(gs.SOURCE, "man", "guestscope-lua.7.scd")) as f:
            named = re.findall(r"@EXAMPLE ([a-z-]+)@", f.read())
        files = [os.path.basename(p)[:-4] for p in glob.glob(os.path.join(gs.SOURCE, "man", "examples", "*.lua"))]
        self.assertEqual(sorted(named), sorted(files))
        self.assertGreaterEqual(len(files), 10)
        page = plain_page().replace("\\e", "\\")
        for name in files:
            with open(os.path.join(gs.SOURCE, "man", "examples", name + ".lua")) as f:
                for line in f.read().splitlines():
                    self.assertIn(line.rstrip(), page)

    def test_the_formatter_has_no_complaint(self):
        r = subprocess.run(["groff", "-man", "-Tutf8", "-ww", PAGE], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual((r.returncode, r.stderr), (0, b""))


if __name__ == "__main__":
    if not os.path.exists(PAGE):
        print("no manual pages were built: scdoc is missing")
        sys.exit(77)
    unittest.main(verbosity=2, argv=sys.argv)
