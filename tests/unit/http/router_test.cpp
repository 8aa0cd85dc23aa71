#include "http/router.hpp"

#include <gmock/gmock.h>

namespace fairgate::http {
namespace {

using ::testing::ElementsAre;

Router sample() {
    Router router;
    for (const auto* path : {"/api/events", "/api/events/{id}", "/api/events/{id}/seats"}) {
        router.add({Verb::get, path, nullptr});
    }
    router.add({Verb::post, "/api/events", nullptr});
    return router;
}

TEST(Router, FindsARouteAndItsValues) {
    const Router router = sample();
    const auto match = router.find(Verb::get, "/api/events/17/seats");
    ASSERT_TRUE(match.route);
    EXPECT_EQ(match.route->path, "/api/events/{id}/seats");
    EXPECT_THAT(match.path_values, ElementsAre("17"));
}

TEST(Router, NamesTheMethodsOfAKnownPath) {
    const Router router = sample();
    const auto match = router.find(Verb::delete_, "/api/events");
    EXPECT_FALSE(match.route);
    EXPECT_EQ(match.allowed, "GET, POST");
}

TEST(Router, AnswersHeadAsGet) {
    const Router router = sample();
    EXPECT_TRUE(router.find(Verb::head, "/api/events").route);
}

TEST(Router, FindsNothingForEmptyOrForeignSegments) {
    const Router router = sample();
    for (const auto* path :
         {"/", "", "/api/events//seats", "/api/events/", "/api", "/api/events/1/seats/2"}) {
        EXPECT_FALSE(router.find(Verb::get, path).route) << path;
    }
}

}  // namespace
}  // namespace fairgate::http
