#include "catalog/demo_events.hpp"

#include <array>

namespace fairgate {
namespace {

enum Place : std::uint32_t { kLindenhof, kPlayhouse, kTilleuls, kMarina, kNorthlight, kSolna, kMirador };

constexpr std::array kVenues = {
    DemoVenue{"Lindenhof Theater", "Berlin", "DE", "Europe/Berlin", "EUR", VenueKind::theatre, 1'200},
    DemoVenue{"Quayside Playhouse", "London", "GB", "Europe/London", "GBP", VenueKind::theatre, 980},
    DemoVenue{"Théâtre des Tilleuls", "Paris", "FR", "Europe/Paris", "EUR", VenueKind::theatre, 1'420},
    DemoVenue{"Marina Court", "Lisbon", "PT", "Europe/Lisbon", "EUR", std::nullopt, 738},
    DemoVenue{"Northlight Arena", "Hamburg", "DE", "Europe/Berlin", "EUR", VenueKind::arena, 20'000},
    DemoVenue{"Solna Ice Hall", "Stockholm", "SE", "Europe/Stockholm", "SEK", VenueKind::arena, 12'000},
    DemoVenue{"Estadio Mirador", "Madrid", "ES", "Europe/Madrid", "EUR", VenueKind::stadium, 60'000},
};

constexpr int kHour = 60;
constexpr int kDay = 24 * kHour;

using enum EventStatus;

constexpr std::array kEvents = {
    DemoEvent{kNorthlight, "The Paper Lanterns: Slow Rivers Tour", "Concert", 12'900, 24, -9 * kDay, on_sale,
              true, 62,
              "Four voices, two pianos and nine hundred lanterns. The Paper Lanterns bring the songs of Slow "
              "Rivers to "
              "the round stage, with the brass section that made the record."},
    DemoEvent{kNorthlight, "Nightferry: Harbour Lights", "Concert", 9'800, 47, 4, upcoming, true, 0,
              "Synthesizers, fog horns and a light show built from real buoys. Nightferry play their only "
              "concert in "
              "the north this year. Tickets go on sale in a few minutes."},
    DemoEvent{
        kMirador, "Atlético Mirador v Costa Real: Cup Final", "Sports", 16'500, 33, -3 * kDay, on_sale, true,
        38,
        "Ninety minutes for the cup that neither side has held for a decade. Gates open three hours before "
        "kick-off; bring the scarf, leave the drum."},
    DemoEvent{kMirador, "Mira Solé: Stadium of Stars", "Concert", 14'900, 96, 2 * kDay, upcoming, true, 0,
              "The voice of three summers sings under the open sky. One night, one stadium, a choir of sixty "
              "thousand."},
    DemoEvent{kLindenhof, "The Glass Orchard", "Theatre", 7'200, 6, -30 * kDay, on_sale, false, 71,
              "A family comes home to sell a greenhouse and finds that everything in it is listening. A new "
              "play in "
              "three acts, with live glass harmonica."},
    DemoEvent{kLindenhof, "The Tempest", "Theatre", 6'400, 13, -21 * kDay, on_sale, false, 44,
              "Shakespeare's island of spirits and second chances, staged on a floor of water. In English "
              "with German "
              "surtitles."},
    DemoEvent{kLindenhof, "Chopin by Candlelight", "Classical", 8'500, 20, -14 * kDay, on_sale, false, 57,
              "Nocturnes, ballades and one polonaise, played by Ada Lindqvist among two thousand candles."},
    DemoEvent{
        kLindenhof, "Dara Finch: Mostly True", "Comedy", 3'900, 9, -12 * kDay, sold_out, false, 100,
        "An hour of stories that happened to somebody. Sold out since the second day; the third story is the "
        "reason."},
    DemoEvent{kPlayhouse, "The Moon Mouse", "Family", 2'800, 5, -25 * kDay, on_sale, false, 66,
              "A mouse, a ladder and the last piece of cheese in the sky. Puppet theatre for everybody from "
              "four up, "
              "fifty minutes without a break."},
    DemoEvent{kPlayhouse, "Twelve Angry Gardeners", "Comedy", 4'600, 17, -18 * kDay, on_sale, false, 35,
              "One prize marrow has been murdered and nobody leaves the allotment until we know by whom."},
    DemoEvent{
        kPlayhouse, "Swan Lake in Denim", "Dance", 5'900, 28, 35, upcoming, false, 0,
        "Tchaikovsky's lake, a launderette in Hackney and twenty-two dancers. Choreography by Imani Okoro."},
    DemoEvent{kPlayhouse, "An Evening with the Night Mail", "Theatre", 5'200, 41, -2 * kDay, paused, false,
              22,
              "The last post train between two cities, and everybody aboard has written a letter. The sale "
              "is paused "
              "while the second cast is announced."},
    DemoEvent{
        kTilleuls, "La Bohème", "Opera", 11'800, 11, -40 * kDay, on_sale, false, 83,
        "Puccini's Paris, a street away from where it is set. With the Orchestre des Tilleuls under Camille "
        "Aubry; sung in Italian with French surtitles."},
    DemoEvent{kTilleuls, "Beethoven: The Ninth", "Classical", 9'600, 31, -11 * kDay, on_sale, false, 52,
              "Eighty players, a hundred and twenty singers and the most famous tune in D major."},
    DemoEvent{kTilleuls, "Les Acrobates du Canal", "Family", 4'200, 3, -33 * kDay, on_sale, false, 78,
              "New circus without animals and almost without gravity. For everybody who has ever climbed a "
              "lamp post."},
    DemoEvent{kTilleuls, "Jazz sous les Tilleuls", "Jazz", 4'900, 61, 9 * kDay, upcoming, false, 0,
              "Three quartets and one very late last metro. Tickets go on sale next week."},
    DemoEvent{kMarina, "Lisbon Open Tennis: Semi-finals", "Sports", 7'900, 8, -28 * kDay, on_sale, false, 69,
              "Two matches on the small court by the water, where every seat hears the strings. Play starts "
              "when the "
              "heat lets go."},
    DemoEvent{kMarina, "Lisbon Open Tennis: Final", "Sports", 12'400, 10, -28 * kDay, sold_out, true, 100,
              "The final of the tournament that ends every season with a swim. Returned tickets come back on "
              "sale here."},
    DemoEvent{kMarina, "Fado at the Water", "Concert", 5'400, 22, -6 * kDay, on_sale, false, 27,
              "Guitars, salt air and Teresa Valadão, who sings without a microphone because she can."},
    DemoEvent{kSolna, "Stockholm Skaters v Malmö Comets", "Sports", 64'900, 15, -16 * kDay, on_sale, false,
              41, "The derby that empties two cities. Ice hockey, league round 24, face-off at eight sharp."},
    DemoEvent{kSolna, "Winter on Ice: A Family Gala", "Family", 49'500, 52, -1 * kDay, on_sale, false, 12,
              "Figure skating with a story: the girl who wanted to bring the winter home. Hot chocolate "
              "included for "
              "everyone under twelve."},
    DemoEvent{
        kLindenhof, "Kestrel & the Tide", "Concert", 5'600, 37, -8 * kDay, cancelled, false, 0,
        "Folk songs from two coasts. The concert had to be cancelled because of illness; all tickets were "
        "refunded."},
    DemoEvent{kPlayhouse, "A Midsummer Night's Scream", "Comedy", 4'400, -4, -60 * kDay, on_sale, false, 88,
              "Four lovers, one forest, no phone signal. Thank you for a wonderful run."},
    DemoEvent{kTilleuls, "Debussy and the Sea", "Classical", 6'900, -12, -75 * kDay, on_sale, false, 76,
              "La Mer, the preludes and a film by Louise Carrière, played live in the dark."},
};

}  // namespace

std::span<const DemoVenue> demo_venues() {
    return kVenues;
}

std::span<const DemoEvent> demo_events() {
    return kEvents;
}

}  // namespace fairgate
