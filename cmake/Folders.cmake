# One static library a folder: every .cpp beside the CMakeLists that calls this. LINKS are the folder's allowed arrows.
function(fairgate_library name)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  # A main in a library would take the place of the one in the program or test that links it.
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE ${ARG_LINKS})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} PUBLIC ${ARG_LINKS})
endfunction()

# Builds the programs that ./test runs under ThreadSanitizer too.
add_custom_target(threads_tests)

# One test program a folder, discovered by CTest. THREADS: its tests use threads, so they have to pass under TSan.
# LABEL: a name for ctest -L, `threads` for those.
function(fairgate_tests name)
  cmake_parse_arguments(ARG "THREADS" "LABEL" "LINKS" ${ARGN})
  if(ARG_THREADS)
    set(ARG_LABEL threads)
    add_dependencies(threads_tests ${name})
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE FAIRGATE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gmock GTest::gtest_main)
  if(ARG_LABEL)
    set(label LABELS ${ARG_LABEL})
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300 ${label})
endfunction()
include(GoogleTest)
