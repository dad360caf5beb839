using System.Globalization;
using System.Text.Json;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Users;

/// <summary>Reads a row of <c>mysql.user</c>, whatever columns the server's version has.</summary>
internal static class AccountColumns
{
    /// <summary>The limit that a <see cref="Abstractions.DbUser"/> has.</summary>
    public const string SessionLimit = "MAX_USER_CONNECTIONS";

    private static readonly (string Column, string Word)[] Limits =
    [
        ("max_questions", "MAX_QUERIES_PER_HOUR"), ("max_updates", "MAX_UPDATES_PER_HOUR"), ("max_connections", "MAX_CONNECTIONS_PER_HOUR"),
        ("max_user_connections", SessionLimit), ("max_statement_time", "MAX_STATEMENT_TIME"),
    ];

    /// <summary>Reads it.</summary>
    /// <param name="row">The row; MariaDB's has what it keeps of its own as <c>priv</c>.</param>
    /// <param name="rights">The names of the columns that are privileges.</param>
    /// <param name="isMariaDb">True for MariaDB.</param>
    public static Account Read(CatalogRow row, IReadOnlyCollection<string> rights, bool isMariaDb)
    {
        JsonElement own = Json(row.Text(isMariaDb ? "priv" : "User_attributes"));
        bool IsYes(string column) => row.Text(column) == "Y";
        LoginWay first = new(row.Text("plugin") ?? "", row.Text("authentication_string") ?? "");
        bool isLocked = isMariaDb ? IsTrue(own, "account_locked") : IsYes("account_locked");
        bool isRole = isMariaDb ? IsYes("is_role") : isLocked && first.Stored.Length == 0 && PasswordHash.IsOfPassword(first.Plugin);
        string? attribute = isMariaDb ? null : Member(own, "metadata") is { ValueKind: JsonValueKind.Object } noted ? noted.GetRawText() : null;
        return new Account
        {
            Name = new AccountName(row.Text("User") ?? "", isMariaDb && isRole ? null : row.Text("Host") ?? ""),
            IsRole = isRole,
            IsLocked = isLocked,
            Logins = isMariaDb ? Ways(own, first) : [first],
            OtherLogin = Member(own, "multi_factor_authentication") is not null ? "a second factor"
                : Member(own, "additional_password") is not null ? "a second password" : null,
            IsExpired = IsYes("password_expired"),
            PasswordChanged = (isMariaDb ? Number(own, "password_last_changed") : row.Text("changed_at") is { } at ? long.Parse(at.Split('.')[0], CultureInfo.InvariantCulture) : null)
                is > 0 and { } seconds and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            PasswordDays = (isMariaDb ? Number(own, "password_lifetime") : row.Text("password_lifetime") is { } days ? long.Parse(days, CultureInfo.InvariantCulture) : null)
                is >= 0 and <= 65535 and { } lifetime ? (int)lifetime : null,
            IsSuperuser = rights.All(IsYes) && Member(own, "Restrictions") is null,
            CanCreate = IsYes("Create_priv"),
            CanCreateUser = IsYes("Create_user_priv"),
            CanReplicate = IsYes("Repl_slave_priv"),
            Limits = Limits.Select(l => (l.Word, Value: Limit(row.Text(l.Column)))).Where(l => l.Value is not null).ToDictionary(l => l.Word, l => l.Value!),
            Tls = row.Text("ssl_type") ?? "",
            TlsDetails = new[] { ("SUBJECT", "x509_subject"), ("ISSUER", "x509_issuer"), ("CIPHER", "ssl_cipher") }
                .Select(d => (Word: d.Item1, Value: row.Text(d.Item2) ?? "")).Where(d => d.Value.Length > 0).ToDictionary(d => d.Word, d => d.Value),
            PasswordRules = isMariaDb ? [] : [.. Rules(row, own)],
            Attribute = attribute,
            Comment = Member(own, "metadata") is { ValueKind: JsonValueKind.Object } meta && Member(meta, "comment") is { ValueKind: JsonValueKind.String } comment ? comment.GetString() : null,
            DefaultRole = isMariaDb && row.Text("default_role") is { Length: > 0 } role ? role : null,
        };
    }

    /// <summary>A limit as it stands in a statement; null for none, and for what is no number.</summary>
    private static string? Limit(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value > 0
            ? value.ToString("0.######", CultureInfo.InvariantCulture)
            : null;

    private static IEnumerable<string> Rules(CatalogRow row, JsonElement own)
    {
        if (int.TryParse(row.Text("Password_reuse_history"), NumberStyles.None, CultureInfo.InvariantCulture, out int history))
            yield return string.Create(CultureInfo.InvariantCulture, $"PASSWORD HISTORY {history}");
        if (int.TryParse(row.Text("Password_reuse_time"), NumberStyles.None, CultureInfo.InvariantCulture, out int time))
            yield return string.Create(CultureInfo.InvariantCulture, $"PASSWORD REUSE INTERVAL {time} DAY");
        if (row.Text("Password_require_current") is { } current)
            yield return current == "Y" ? "PASSWORD REQUIRE CURRENT" : "PASSWORD REQUIRE CURRENT OPTIONAL";
        if (Member(own, "Password_locking") is { ValueKind: JsonValueKind.Object } locking)
        {
            long days = Number(locking, "password_lock_time_days") ?? 0;
            yield return string.Create(CultureInfo.InvariantCulture, $"FAILED_LOGIN_ATTEMPTS {Number(locking, "failed_login_attempts") ?? 0}");
            yield return days < 0 ? "PASSWORD_LOCK_TIME UNBOUNDED" : string.Create(CultureInfo.InvariantCulture, $"PASSWORD_LOCK_TIME {days}");
        }
    }

    /// <summary>The ways of MariaDB: those of the list, in which an empty one stands for the account's first.</summary>
    private static List<LoginWay> Ways(JsonElement own, LoginWay first) => Member(own, "auth_or") is { ValueKind: JsonValueKind.Array } list
        ?
        [
            .. list.EnumerateArray().Where(w => w.ValueKind == JsonValueKind.Object)
                .Select(w => Text(w, "plugin") is { } plugin ? new LoginWay(plugin, Text(w, "authentication_string") ?? "") : first with { Plugin = Text(own, "plugin") ?? first.Plugin, Stored = Text(own, "authentication_string") ?? "" }),
        ]
        : [first];

    private static JsonElement Json(string? text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text ?? "{}");
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonElement? Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static long? Number(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : null;

    private static bool IsTrue(JsonElement of, string name) => Member(of, name) is { ValueKind: JsonValueKind.True };
}
