#include "cli/stores.hpp"

#include "adapters/postgres/errors.hpp"
#include "adapters/sqlite/store_file.hpp"
#include "cli/cli_error.hpp"

#include <fmt/format.h>

namespace fairgate::cli {

std::unique_ptr<Stores> open_stores(const StoreOptions& options, EventLoops& loops, Clock& clock,
                                    Random& random) {
    return options.dsn().empty() ? open_embedded_stores(options)
                                 : open_postgres_stores(options, loops, clock, random);
}

void require_store(const StoreOptions& options) {
    std::error_code error;
    // What may not be looked at is refused when it is opened.
    if (!options.dsn().empty() || std::filesystem::exists(options.data / "fairgate.db", error) || error)
        return;
    throw CliError(kUsage,
                   fmt::format("There is no embedded store in {}. Is --data right?", options.data.string()));
}

AuditInput read_audit_input(const StoreOptions& options) {
    return options.dsn().empty() ? read_embedded_audit_input(options) : read_postgres_audit_input(options);
}

void check_audit_input(const StoreOptions& options) {
    options.dsn().empty() ? check_embedded_audit_input(options) : check_postgres_audit_input(options);
}

std::vector<DeadLetter> read_dead_letters(const StoreOptions& options, std::uint32_t limit) {
    return options.dsn().empty() ? read_embedded_dead_letters(options, limit)
                                 : read_postgres_dead_letters(options, limit);
}

void explain_store_errors(const std::string& refused, const std::function<void()>& work) {
    try {
        work();
    } catch (const sqlite::StoreUnusable& error) {
        throw CliError(kFailed, error.what());
    } catch (const postgres::AddressMalformed& error) {
        throw CliError(kUsage, error.what());
    } catch (const postgres::StoreUnusable& error) {
        throw CliError(kFailed, error.what());
    } catch (const sqlite::SqliteError& error) {
        const char* hint = error.is_full() ? " The disk is full: free some space and try again." : "";
        throw CliError(kFailed, fmt::format("the store refused it: {}. {}{}", error.what(), refused, hint));
    } catch (const postgres::PostgresError& error) {
        throw CliError(kFailed, fmt::format("the store refused it: {}. {}", error.what(), refused));
    } catch (const postgres::StoreUnreachable& error) {
        throw CliError(kFailed, fmt::format("{}. {}", error.what(), refused));
    } catch (const postgres::CommitUnknown& error) {
        throw CliError(
            kFailed,
            fmt::format("{}. Whether it was done is not known: look before you try again.", error.what()));
    }
}

}  // namespace fairgate::cli
