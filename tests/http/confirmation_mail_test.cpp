#include "http/engine_test.hpp"
#include "support/soon.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace fairgate::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class ConfirmationMail : public EngineTest {
  protected:
    std::vector<std::filesystem::path> mails() const {
        std::vector<std::filesystem::path> files;
        std::error_code missing;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "mail", missing)) {
            if (entry.path().extension() == ".eml") files.push_back(entry.path());
        }
        return files;
    }
    void await_mail() {
        EXPECT_TRUE(soon([this] { return !mails().empty(); }));
    }
};

TEST_P(ConfirmationMail, FollowsAPaidOrder) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("4","5")")).status, 200);
    const auto paid = ann.post("/api/checkout", checkout_body("key-of-ann-9", "4242424242424242"));
    ASSERT_EQ(paid.status, 201);
    await_mail();
    ASSERT_THAT(mails(), SizeIs(1));
    const std::string order(paid.data().at("id").as_string());
    EXPECT_EQ(mails().front().filename().string(), order + ".order-paid.eml");
    std::ifstream in(mails().front(), std::ios::binary);
    const std::string mail(std::istreambuf_iterator<char>(in), {});
    EXPECT_THAT(mail, HasSubstr("To: <" + std::string(paid.data().at("email").as_string()) + ">\r\n"));
    std::size_t pictures = 0;
    for (auto at = mail.find("image/png"); at != std::string::npos; at = mail.find("image/png", at + 1))
        ++pictures;
    EXPECT_EQ(pictures, 2u);
}

TEST_P(ConfirmationMail, DoesNotFollowADeclinedCard) {
    auto ann = client();
    ASSERT_EQ(ann.post("/api/seats/reserve", reserve_body(R"("1")")).status, 200);
    EXPECT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-8", "4000000000000002")).status, 402);
    ASSERT_EQ(ann.post("/api/checkout", checkout_body("key-of-ann-8", "4242424242424242")).status, 201);
    await_mail();
    EXPECT_THAT(mails(), SizeIs(1)) << "of the card that paid";
}

INSTANTIATE_TEST_SUITE_P(Engines, ConfirmationMail, ::testing::ValuesIn(kEngines), name_of);

}  // namespace
}  // namespace fairgate::testing
