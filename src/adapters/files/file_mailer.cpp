#include "adapters/files/file_mailer.hpp"

#include <fstream>

namespace fairgate::files {

Task<void> FileMailer::send(Mail mail) {
    std::filesystem::create_directories(folder_);
    const auto file = folder_ / (mail.id + ".eml");
    auto unfinished = file;
    unfinished += ".part";
    std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
    out << to_mime(mail);
    out.close();
    if (!out) throw std::runtime_error(unfinished.string() + " cannot be written");
    std::filesystem::rename(unfinished, file);
    co_return;
}

}  // namespace fairgate::files
