# The few build rules that every folder uses: gs_library, gs_tool, gs_tests, gs_embed.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(PkgConfig REQUIRED)
# The archive, by its name: guestscope-qemu is linked statically.
pkg_check_modules(LUA REQUIRED lua5.4-c++)
find_library(LUA_ARCHIVE liblua5.4-c++.a REQUIRED)
add_library(gs_lua INTERFACE)
target_include_directories(gs_lua SYSTEM INTERFACE ${LUA_INCLUDE_DIRS})
target_link_libraries(gs_lua INTERFACE ${LUA_ARCHIVE} m ${CMAKE_DL_LIBS})
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
find_package(GTest REQUIRED)

add_library(gs_flags INTERFACE)
target_compile_options(gs_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 warns wrongly about std::string's operator+ (GCC bug 105651).
  target_compile_options(gs_flags INTERFACE -Wno-restrict)
endif()
target_include_directories(gs_flags INTERFACE ${CMAKE_SOURCE_DIR}/lib ${CMAKE_SOURCE_DIR}/lib/include
  ${CMAKE_SOURCE_DIR})
target_compile_definitions(gs_flags INTERFACE GUESTSCOPE_VERSION="${PROJECT_VERSION}" _FILE_OFFSET_BITS=64)
if(GUESTSCOPE_SANITIZE)
  target_compile_options(gs_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(gs_flags INTERFACE -fsanitize=address,undefined)
endif()
if(GUESTSCOPE_FUZZ)
  target_compile_options(gs_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Every .cpp of the folder but the tests.
function(gs_sources out)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER files EXCLUDE REGEX "(_test|_fuzz|_main|_bench)\\.cpp$")
  set(${out} ${files} PARENT_SCOPE)
endfunction()

# gs_library(name LINK ...): a static library gs_<name> of the folder, and its unit tests.
function(gs_library name)
  cmake_parse_arguments(A "" "" "LINK" ${ARGN})
  gs_sources(files)
  add_library(gs_${name} STATIC ${files})
  target_link_libraries(gs_${name} PUBLIC gs_flags ${A_LINK})
  gs_tests(${name} LINK gs_${name})
endfunction()

# gs_tool(name LINK ...): an object library (verbs and companion parts register themselves, so every
# object has to reach the program), and its unit tests.
function(gs_tool name)
  cmake_parse_arguments(A "" "" "LINK" ${ARGN})
  gs_sources(files)
  add_library(gs_${name} OBJECT ${files})
  target_link_libraries(gs_${name} PUBLIC gs_flags ${A_LINK})
  gs_tests(${name} LINK gs_${name})
endfunction()

# gs_tests(name LINK ...): all *_test.cpp of the folder as one program; *_fuzz.cpp as fuzzers.
function(gs_tests name)
  cmake_parse_arguments(A "" "" "LINK" ${ARGN})
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp)
  if(tests AND BUILD_TESTING)
    add_executable(${name}_tests ${tests})
    target_link_libraries(${name}_tests PRIVATE ${A_LINK} GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name}_tests PRIVATE GUESTSCOPE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    gtest_discover_tests(${name}_tests PROPERTIES LABELS unit DISCOVERY_TIMEOUT 60)
  endif()
  if(GUESTSCOPE_FUZZ)
    file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_fuzz.cpp)
    foreach(f ${fuzzers})
      get_filename_component(n ${f} NAME_WE)
      add_executable(${n} ${f})
      target_link_libraries(${n} PRIVATE ${A_LINK})
      target_link_options(${n} PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
endfunction()

# gs_embed(target symbol folder [extension]): makes every .lua (or .extension) below folder part of the
# target, reachable as gs::embedded::<symbol>(), a span of {name, text}; name is the path below folder
# without extension.
function(gs_embed target symbol folder)
  set(extension lua)
  if(ARGC GREATER 3)
    set(extension ${ARGV3})
  endif()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.${extension})
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded_${symbol}.cpp)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DSYMBOL=${symbol}
      -DBASE=${CMAKE_CURRENT_SOURCE_DIR}/${folder} "-DFILES=${files}"
      -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
