#include "adapters/files/file_mailer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

namespace fairgate::files {
namespace {

namespace fs = std::filesystem;

/// A draft is left behind by whoever dies while writing it.
constexpr std::uint32_t kDraftsPerMailMax = 100;

/// Under a name that is nobody else's, and that no reader of mails looks for.
fs::path write_draft(const fs::path& folder, const std::string& id, const std::string& text) {
    fs::path draft;
    for (std::uint32_t number = 1; number <= kDraftsPerMailMax; ++number) {
        draft = folder / fmt::format("{}.{}.part", id, number);
        std::ofstream out(draft, std::ios::binary | std::ios::noreplace);
        if (!out) continue;
        out << text;
        out.close();
        if (out) return draft;
        std::error_code ignored;
        fs::remove(draft, ignored);
        break;
    }
    throw std::runtime_error(draft.string() + " cannot be written");
}

/// Names the draft `file` as well, or instead, unless that is taken: a plain rename would replace it. Returns
/// what went wrong, as errno has it.
int name_unless_taken(const fs::path& draft, const fs::path& file) {
    if (::link(draft.c_str(), file.c_str()) == 0) return 0;
    if (errno == EEXIST) return EEXIST;
    // FAT and some network file systems know no links.
    return ::renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
}

}  // namespace

Task<void> FileMailer::send(Mail mail) {
    fs::create_directories(folder_);
    const fs::path draft = write_draft(folder_, mail.id, to_mime(mail));
    int error = EEXIST;
    for (std::uint32_t number = 1; error == EEXIST && number <= kFilesPerMailMax; ++number) {
        const auto name = number == 1 ? mail.id + ".eml" : fmt::format("{}.{}.eml", mail.id, number);
        error = name_unless_taken(draft, folder_ / name);
    }
    std::error_code ignored;
    fs::remove(draft, ignored);
    if (error != 0) {
        throw std::system_error(error, std::generic_category(),
                                fmt::format("mail {} cannot be written to {}", mail.id, folder_.string()));
    }
    co_return;
}

}  // namespace fairgate::files
