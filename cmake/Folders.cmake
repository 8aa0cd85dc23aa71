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
  fairgate_precompile(${name})
endfunction()

# The numbered SQL files in migrations/ beside the caller's CMakeLists travel inside the library, as kMigrationFiles of
# `namespace` in "<folder below src>/migration_files.hpp".
function(fairgate_migrations name namespace)
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql)
  set(script ${CMAKE_SOURCE_DIR}/cmake/EmbedMigrations.cmake)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/generated/${folder}/migration_files.hpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} "-DFILES=${files}" -DNAMESPACE=${namespace} -P ${script}
    DEPENDS ${files} ${script}
    VERBATIM)
  target_sources(${name} PRIVATE ${output})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()

# The checkout's path is a header of the few tests that need it: as a compile definition it would keep a compiler cache
# from serving any test to another checkout.
set(FAIRGATE_TESTS_GENERATED ${CMAKE_BINARY_DIR}/tests/generated)
configure_file(${CMAKE_SOURCE_DIR}/cmake/checkout.hpp.in ${FAIRGATE_TESTS_GENERATED}/support/checkout.hpp @ONLY)

# Builds the programs that ./test runs under ThreadSanitizer too.
add_custom_target(threads_tests)

# One test program a folder, discovered by CTest. THREADS: its tests use threads, so they have to pass under TSan.
# POSTGRES, REDIS, RABBITMQ: they use such a server. LABEL: a name for ctest -L, `threads` for those with THREADS.
# SECONDS_MAX: what one test may take, by default 300.
function(fairgate_tests name)
  cmake_parse_arguments(ARG "THREADS;POSTGRES;REDIS;RABBITMQ" "LABEL;SECONDS_MAX" "LINKS" ${ARGN})
  if(NOT ARG_SECONDS_MAX)
    set(ARG_SECONDS_MAX 300)
  endif()
  if(ARG_THREADS)
    set(ARG_LABEL threads)
    add_dependencies(threads_tests ${name})
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name} ${sources})
  if(ARG_THREADS)
    target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/early_log.cpp)
  endif()
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests
                                             ${FAIRGATE_TESTS_GENERATED})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gmock GTest::gtest_main)
  # Only what links the base has the parts of Asio that its header declares.
  if(ARG_LINKS MATCHES "fairgate_")
    fairgate_precompile(${name})
  endif()
  if(ARG_LABEL)
    set(label LABELS ${ARG_LABEL})
  endif()
  # A list does not survive gtest_discover_tests, so each set of servers has a fixture of its own (tests/support).
  set(fixture servers)
  foreach(server IN ITEMS POSTGRES REDIS RABBITMQ)
    if(ARG_${server})
      string(TOLOWER ${server} server)
      target_link_libraries(${name} PRIVATE fairgate_${server}_testing)
      string(APPEND fixture _${server})
      set(needs FIXTURES_REQUIRED ${fixture})
    endif()
  endforeach()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${ARG_SECONDS_MAX} ${label} ${needs})
endfunction()
include(GoogleTest)
