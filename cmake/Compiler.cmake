# Debian 12's g++ 12.2 destroys temporaries of co_await expressions twice (GCC PRs 99576, 100611, 101976, fixed in 13).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines. Use clang 19 (package clang-19) "
                      "through 'cmake --preset release', or GCC 13 and later.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

set(FAIRGATE_SANITIZE "" CACHE STRING "Value for -fsanitize, empty for none")
option(FAIRGATE_TESTS "Build the tests" ON)

find_program(CCACHE ccache)
if(CCACHE)
  # What ccache needs to be told of precompiled headers, which also must not hold the time of their making.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_PCH_EXTSUM=1 ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror=return-type
                    -Werror=switch -Wno-missing-field-initializers)
add_link_options(-fuse-ld=lld)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Thin LTO: a request goes through many small functions of many files.
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(-O1 -g1 -fno-omit-frame-pointer)
endif()
if(FAIRGATE_SANITIZE)
  add_compile_options(-fsanitize=${FAIRGATE_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${FAIRGATE_SANITIZE})
  # Recycled coroutine frames would hide use after free.
  add_compile_definitions(BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
  if(FAIRGATE_SANITIZE MATCHES "thread")
    # Asio's reference counts end in a standalone fence, which ThreadSanitizer does not model: it reports the last
    # owner's delete as a race. Boost's own counts order the same steps in a way that it sees.
    add_compile_definitions(BOOST_ASIO_DISABLE_STD_ATOMIC)
  endif()
endif()
