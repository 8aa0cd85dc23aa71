#include "cli/commands.hpp"

int main(int argc, char** argv) {
    return fairgate::cli::run(argc, argv);
}
