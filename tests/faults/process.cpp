#include "faults/process.hpp"

#include "support/checkout.hpp"
#include "support/temporary_folder.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

namespace fairgate::faults {
namespace {

/// Only calls that are allowed between fork and exec.
[[noreturn]] void become(const char* program, char* const* arguments, int out, int err) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(program, arguments);
    _exit(127);
}

int open_output(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) throw std::runtime_error("cannot write " + file.string());
    return descriptor;
}

}  // namespace

std::filesystem::path fairgate_binary() {
    const char* chosen = std::getenv("FAIRGATE_BINARY");
    std::filesystem::path binary =
        chosen ? chosen : std::string(testing::kCheckout) + "/build/release/fairgate";
    if (!std::filesystem::exists(binary)) {
        throw std::runtime_error(binary.string() +
                                 " is missing: build the preset release, or set FAIRGATE_BINARY");
    }
    return binary;
}

Process::Process(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                 const std::filesystem::path& out, const std::filesystem::path& err) {
    std::vector<char*> raw{const_cast<char*>(program.c_str())};
    for (const auto& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
    raw.push_back(nullptr);
    const int out_file = open_output(out);
    const int err_file = open_output(err);
    id_ = fork();
    if (id_ == 0) become(program.c_str(), raw.data(), out_file, err_file);
    ::close(out_file);
    ::close(err_file);
    if (id_ < 0) throw std::runtime_error("cannot fork");
}

Process::~Process() {
    if (exit_code()) return;
    signal(SIGKILL);
    waitpid(id_, nullptr, 0);
}

void Process::signal(int number) const {
    if (!exit_code_) ::kill(id_, number);
}

void Process::limit_file_size(std::optional<std::size_t> bytes) const {
    rlimit limit{};
    if (prlimit(id_, RLIMIT_FSIZE, nullptr, &limit) != 0) throw std::runtime_error("cannot read the limits");
    // The hard limit stays as it is, so that the soft one can be lifted again.
    limit.rlim_cur = bytes ? static_cast<rlim_t>(*bytes) : limit.rlim_max;
    if (prlimit(id_, RLIMIT_FSIZE, &limit, nullptr) != 0) throw std::runtime_error("cannot set a limit");
}

std::optional<int> Process::exit_code() {
    int status = 0;
    if (!exit_code_ && waitpid(id_, &status, WNOHANG) == id_) {
        exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    return exit_code_;
}

int Process::wait(std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!exit_code()) {
        if (std::chrono::steady_clock::now() > end) throw std::runtime_error("fairgate does not end");
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return *exit_code_;
}

Outcome run_fairgate(const std::vector<std::string>& arguments) {
    const testing::TemporaryFolder folder;
    const auto out = folder.path() / "out";
    const auto err = folder.path() / "err";
    Process process(fairgate_binary(), arguments, out, err);
    const int code = process.wait();
    return {code, read_file(out), read_file(err)};
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace fairgate::faults
