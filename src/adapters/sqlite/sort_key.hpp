#pragma once

#include "adapters/sqlite/connection.hpp"

#include <string>
#include <string_view>

namespace fairgate::sqlite {

/// The words of `text` in lower case without accents, as the full-text search folds them, so that "Étoile"
/// stands between "Elektra" and "Eugene" when its bytes are compared.
std::string sort_key(Connection& connection, std::string_view text);

}  // namespace fairgate::sqlite
