#include "adapters/files/file_mailer.hpp"
#include "adapters/smtp/smtp_mailer.hpp"
#include "smtp_server.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

namespace fairgate::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

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

class FileMailerTest : public ::testing::Test {
  protected:
    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(mails_)) {
            names.push_back(entry.path().filename());
        }
        return names;
    }
    std::string text_of(const std::string& name) const {
        std::ifstream in(mails_ / name, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    }
    void send_again_and_again(int times) const {
        files::FileMailer mailer(mails_);
        for (int i = 0; i < times; ++i) run_task(mailer.send(mail()));
    }

    TemporaryFolder folder_;
    std::filesystem::path mails_ = folder_.path() / "mail";
};

TEST_F(FileMailerTest, WritesAFileForEachMail) {
    send_again_and_again(1);
    EXPECT_THAT(names(), ElementsAre("77.order-paid.eml"));
    EXPECT_EQ(text_of("77.order-paid.eml"), to_mime(mail()));
}

TEST_F(FileMailerTest, KeepsWhatIsSentTwiceInTwoFiles) {
    files::FileMailer mailer(mails_);
    run_task(mailer.send(mail()));
    Mail repeated = mail();
    repeated.text = "Hello again";
    run_task(mailer.send(repeated));
    EXPECT_THAT(names(), UnorderedElementsAre("77.order-paid.eml", "77.order-paid.2.eml"));
    EXPECT_EQ(text_of("77.order-paid.eml"), to_mime(mail()));
    EXPECT_EQ(text_of("77.order-paid.2.eml"), to_mime(repeated));
}

TEST_F(FileMailerTest, LosesNothingToOtherWriters) {
    constexpr int kWriters = 4;
    constexpr int kTimes = 25;
    std::vector<std::thread> writers;
    for (int i = 0; i < kWriters; ++i) writers.emplace_back([this] { send_again_and_again(kTimes); });
    for (auto& writer : writers) writer.join();
    EXPECT_THAT(names(), SizeIs(kWriters * kTimes));
    for (const auto& name : names()) EXPECT_EQ(text_of(name), to_mime(mail())) << name;
}

TEST_F(FileMailerTest, WritesTheMailOfAWriterThatDied) {
    std::filesystem::create_directories(mails_);
    std::ofstream(mails_ / "77.order-paid.1.part") << "From: ";
    send_again_and_again(1);
    EXPECT_EQ(text_of("77.order-paid.eml"), to_mime(mail()));
}

TEST_F(FileMailerTest, SaysThatAFolderCannotBeWritten) {
    std::ofstream(mails_) << "a file";
    files::FileMailer mailer(mails_);
    EXPECT_THROW(run_task(mailer.send(mail())), std::exception);
}

class SmtpMailerTest : public ::testing::Test {
  protected:
    /// Lets the server answer `command` with `reply`, and says what became of the mail.
    std::string send(const std::string& command = "", const std::string& reply = "", bool plaintext = true) {
        SmtpServer server(command, reply);
        smtp::SmtpMailer mailer({.url = server.url(), .allow_plaintext = plaintext, .total_limit = limit_});
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

    /// A machine that is busy with other tests is not what they are about.
    std::chrono::seconds limit_{60};
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
    limit_ = std::chrono::seconds{2};
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
