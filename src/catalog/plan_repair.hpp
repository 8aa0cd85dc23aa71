#pragma once

#include "catalog/plan_source.hpp"

namespace fairgate {

/// Puts right what a plan's file got wrong, so that afterwards every zone has a name of its own and seats,
/// every row of a zone a label of its own, every seat of a row a number of its own, no zone lies on another,
/// all places are within `size`, every category is used and has a colour. Returns one sentence a kind of
/// repair.
std::vector<std::string> repair_plan(PlanSource& plan);

/// Splits zones whose rows share labels into their separate blocks of rows, called "zone 1", "zone 2", ...
void split_into_blocks(PlanSource& plan, std::vector<std::string>& repairs);

/// The smallest rectangle with all seats of the zones, their radius included.
struct Bounds {
    Point low{1e9, 1e9};
    Point high{-1e9, -1e9};

    void add(Point place, double radius);
    bool empty() const { return low.x > high.x; }
};

}  // namespace fairgate
