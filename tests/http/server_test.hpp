#pragma once

#include "cli/application.hpp"
#include "http/http_client.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace fairgate::testing {

/// A whole server on a free port with one event on sale, one that is not yet, and 20 seats in two rows each.
class ServerTest : public ::testing::Test {
  protected:
    ServerTest();

    virtual void adjust(cli::ServeOptions&) {}
    virtual void adjust(EventRecord&) {}
    /// Starts the server; called by the tests' SetUp.
    void SetUp() override;
    void TearDown() override;

    HttpClient client() const { return HttpClient(port_); }
    std::string reserve_body(const std::string& seats) const;
    std::string checkout_body(const std::string& key, const std::string& card) const;

    TemporaryFolder folder_;
    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<cli::Application> server_;
    unsigned short port_ = 0;
    /// The event on sale, and one that opens tomorrow.
    std::string event_;
    std::string upcoming_event_;

  private:
    EventRecord event(const PlanRecord& plan, VenueId venue, std::chrono::hours on_sale_in);
};

}  // namespace fairgate::testing
