#include "cli/commands.hpp"

#include <sys/stat.h>

int main(int argc, char** argv) {
    // Whatever is written names buyers, visitors or seats: it is its owner's alone.
    ::umask(077);
    return fairgate::cli::run(argc, argv);
}
