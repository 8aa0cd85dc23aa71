#include "adapters/sqlite/sort_key.hpp"

#include <sqlite3.h>

#include <memory>

namespace fairgate::sqlite {
namespace {

/// How a program asks SQLite for its full-text search: by a pointer that this query fills in.
constexpr const char* kFindApi = "SELECT fts5(?1)";

void check(Connection& connection, int code) {
    if (code != SQLITE_OK) throw SqliteError(code, sqlite3_errmsg(connection.handle()));
}

fts5_api& search_api(Connection& connection) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    check(connection, sqlite3_prepare_v2(connection.handle(), kFindApi, -1, &statement, nullptr));
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
    check(connection, sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nullptr));
    sqlite3_step(statement);
    if (!api) throw SqliteError(SQLITE_ERROR, "SQLite was built without FTS5");
    return *api;
}

/// Called by SQLite for each word.
int append_word(void* key, int, const char* word, int size, int, int) {
    auto& text = *static_cast<std::string*>(key);
    if (!text.empty()) text += ' ';
    text.append(word, static_cast<std::size_t>(size));
    return SQLITE_OK;
}

}  // namespace

std::string sort_key(Connection& connection, std::string_view text) {
    // As in events_search.
    const char* options[] = {"remove_diacritics", "2"};
    fts5_api& api = search_api(connection);
    fts5_tokenizer tokenizer{};
    void* context = nullptr;
    check(connection, api.xFindTokenizer(&api, "unicode61", &context, &tokenizer));
    Fts5Tokenizer* raw = nullptr;
    check(connection, tokenizer.xCreate(context, options, 2, &raw));
    const std::unique_ptr<Fts5Tokenizer, void (*)(Fts5Tokenizer*)> words(raw, tokenizer.xDelete);
    std::string key;
    check(connection, tokenizer.xTokenize(words.get(), &key, FTS5_TOKENIZE_DOCUMENT, text.data(),
                                          static_cast<int>(text.size()), append_word));
    return key;
}

}  // namespace fairgate::sqlite
