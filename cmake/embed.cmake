# Writes OUT: the text of each of FILES as a byte array, found by its path below BASE.
set(arrays "")
set(table "")
set(i 0)
foreach(f ${FILES})
  file(READ ${f} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  file(RELATIVE_PATH name ${BASE} ${f})
  string(REGEX REPLACE "\\.[a-z]+$" "" name "${name}")
  string(APPEND arrays "const unsigned char k${i}[] = {${bytes}0};\n")
  string(APPEND table "    {\"${name}\", {reinterpret_cast<const char*>(k${i}), sizeof k${i} - 1}},\n")
  math(EXPR i "${i}+1")
endforeach()
file(WRITE ${OUT} "#include \"base/embedded.hpp\"\nnamespace gs::embedded {\nnamespace {\n${arrays}\
const File kFiles[] = {\n${table}};\n}  // namespace\n\
std::span<const File> ${SYMBOL}();\n\
std::span<const File> ${SYMBOL}() { return kFiles; }\n}  // namespace gs::embedded\n")
