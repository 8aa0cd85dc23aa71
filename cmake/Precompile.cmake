# Headers of others that most files read (precompiled.hpp), parsed once for all. CMake's own precompiled headers name
# absolute paths on every command line and are compared byte by byte, so that ccache never serves one checkout from
# another: here the path is relative to the build folder, and ccache compares the hash of the text instead (.sum).
add_library(fairgate_headers INTERFACE)
target_link_libraries(fairgate_headers INTERFACE Boost::json Boost::url fmt::fmt spdlog::spdlog)
# Asio is compiled once, in src/base/asio.cpp; its headers then only declare.
target_compile_definitions(fairgate_headers INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                           BOOST_ASIO_NO_TS_EXECUTORS)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # A request is a chain of coroutines: the two frames that a thread keeps by default send most of them to the heap.
  target_compile_definitions(fairgate_headers INTERFACE BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=16)
endif()

add_library(fairgate_precompiled OBJECT ${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp)
set_source_files_properties(${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp PROPERTIES LANGUAGE CXX)
target_link_libraries(fairgate_precompiled PRIVATE fairgate_headers)
target_compile_options(fairgate_precompiled PRIVATE -xc++-header -Winvalid-pch -fpch-instantiate-templates)
# It holds the absolute path of its own header all the same, so it is made anew in each checkout.
set_target_properties(fairgate_precompiled PROPERTIES CXX_COMPILER_LAUNCHER "")

set(precompiled CMakeFiles/fairgate_precompiled.dir/cmake/precompiled.hpp.o)
add_custom_command(
  OUTPUT ${precompiled}.sum
  COMMAND ${CMAKE_CXX_COMPILER} -std=c++23 -E -P -dD -x c++-header ${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp -o ${precompiled}.text
  COMMAND ${CMAKE_COMMAND} -E sha256sum ${precompiled}.text > ${precompiled}.sum
  COMMAND ${CMAKE_COMMAND} -E rm ${precompiled}.text
  DEPENDS fairgate_precompiled $<TARGET_OBJECTS:fairgate_precompiled>
  VERBATIM)
add_custom_target(fairgate_precompiled_sum DEPENDS ${precompiled}.sum)

# Lets every file of `name` begin with them. The target must use fairgate_base.
function(fairgate_precompile name)
  add_dependencies(${name} fairgate_precompiled_sum)
  target_compile_options(${name} PRIVATE -Winvalid-pch "SHELL:-include-pch ${precompiled}")
endfunction()
