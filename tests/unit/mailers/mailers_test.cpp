#include "adapters/files/file_mailer.hpp"
#include "adapters/smtp/smtp_mailer.hpp"
#include "smtp_server.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace fairgate::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;

Mail mail() {
    return {.id = "77.order-paid",
            .from = "tickets@example.net",
            .to = "ann@example.org",
            .subject = "Your tickets",
            .text = "Hello",
            .html = "<p>Hello</p>",
            .pictures = {},
            .date = Timestamp{}};
}

TEST(FileMailerTest, WritesOneWholeFileForEachMail) {
    const TemporaryFolder folder;
    files::FileMailer mailer(folder.path() / "mail");
    run_task(mailer.send(mail()));
    run_task(mailer.send(mail()));
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "mail")) {
        names.push_back(entry.path().filename());
    }
    EXPECT_THAT(names, ElementsAre("77.order-paid.eml"));
    std::ifstream in(folder.path() / "mail" / names[0], std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), to_mime(mail()));
}

TEST(FileMailerTest, SaysThatAFolderCannotBeWritten) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "mail") << "a file";
    files::FileMailer mailer(folder.path() / "mail");
    EXPECT_THROW(run_task(mailer.send(mail())), std::exception);
}

class SmtpMailerTest : public ::testing::Test {
  protected:
    /// Lets the server answer `command` with `reply`, and says what became of the mail.
    std::string send(const std::string& command = "", const std::string& reply = "", bool plaintext = true) {
        SmtpServer server(command, reply);
        smtp::SmtpMailer mailer(
            {.url = server.url(), .allow_plaintext = plaintext, .total_limit = std::chrono::seconds{2}});
        std::string outcome = "sent";
        try {
            run_task(mailer.send(mail()));
        } catch (const MailRejected&) {
            outcome = "rejected";
        } catch (const std::exception&) {
            outcome = "later";
        }
        mailer.stop();
        server.stop();
        commands_ = server.commands();
        received_ = server.received();
        return outcome;
    }

    std::vector<std::string> commands_;
    std::string received_;
};

TEST_F(SmtpMailerTest, HandsTheMailOver) {
    EXPECT_EQ(send(), "sent");
    EXPECT_THAT(commands_, Contains(StartsWith("MAIL FROM:<tickets@example.net>")));
    EXPECT_THAT(commands_, Contains(StartsWith("RCPT TO:<ann@example.org>")));
    EXPECT_EQ(received_, to_mime(mail()));
}

TEST_F(SmtpMailerTest, TriesLaterWhatTheServerPutsOff) {
    EXPECT_EQ(send("RCPT", "451 try again later"), "later");
    EXPECT_EQ(send("MAIL", "452 no room"), "later");
    EXPECT_EQ(send(".", "451 try again later"), "later");
    EXPECT_EQ(send("greeting", "421 busy"), "later");
}

TEST_F(SmtpMailerTest, GivesUpWhatTheServerRefusesForGood) {
    EXPECT_EQ(send("RCPT", "550 no such mailbox"), "rejected");
    EXPECT_EQ(send(".", "554 looks like spam"), "rejected");
}

TEST_F(SmtpMailerTest, DoesNotTakeARefusedLoginForARefusedMail) {
    EXPECT_EQ(send("MAIL", "530 log in first"), "later");
}

TEST_F(SmtpMailerTest, SendsNothingWithoutTlsUnlessToldTo) {
    EXPECT_EQ(send("", "", false), "later");
    EXPECT_THAT(commands_, Not(Contains(StartsWith("MAIL"))));
}

TEST_F(SmtpMailerTest, DoesNotWaitForeverForASilentServer) {
    EXPECT_EQ(send("RCPT", ""), "later");
}

TEST_F(SmtpMailerTest, TriesLaterWhenNobodyIsThere) {
    std::string url;
    {
        SmtpServer gone("", "");
        url = gone.url();
        gone.stop();
    }
    smtp::SmtpMailer mailer({.url = url, .allow_plaintext = true});
    try {
        run_task(mailer.send(mail()));
        FAIL() << "it cannot have been sent";
    } catch (const MailRejected&) {
        FAIL() << "the mail is not to blame";
    } catch (const std::exception&) {
    }
}

}  // namespace
}  // namespace fairgate::testing
