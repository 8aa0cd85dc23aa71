#pragma once

#include "catalog/api.hpp"

namespace fairgate {

/// By which right somebody buys: with everybody else, or with an access code before the sale opens.
enum class SaleAccess { general, presale };

constexpr bool may_buy(api::EventStatus status, SaleAccess access) {
    if (status == api::EventStatus::on_sale) return true;
    return access == SaleAccess::presale && status == api::EventStatus::upcoming;
}

}  // namespace fairgate
