using System.Globalization;
using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Users;

/// <summary>Writes what is to be true of an account as the clauses of a statement, for the server and, without secrets, for people.</summary>
internal sealed class AccountClauses(ServerVersion version)
{
    private readonly List<string> _limits = [];
    private readonly List<string> _rules = [];
    private (string Statement, string Text)? _login;
    private string? _tls;

    /// <summary>True where nothing is to be set.</summary>
    public bool IsEmpty => _login is null && _tls is null && _limits.Count + _rules.Count == 0;

    /// <summary>Says how it logs in.</summary>
    public void SetLogins(IReadOnlyList<LoginWay> ways) => _login = version.IsMariaDb
        ? ("IDENTIFIED VIA " + string.Join(" OR ", ways.Select(w => Via(w, w.Stored))), "IDENTIFIED VIA " + string.Join(" OR ", ways.Select(w => Via(w, w.Stored.Length > 0 ? "***" : ""))))
        : ($"IDENTIFIED WITH {Quoted(ways[0].Plugin)}{(ways[0].Stored.Length > 0 ? " AS " + Hash(ways[0].Stored) : "")}",
            $"IDENTIFIED WITH {Quoted(ways[0].Plugin)}{(ways[0].Stored.Length > 0 ? " AS '***'" : "")}");

    /// <summary>Limits the sessions that it may have at once; -1 for no limit.</summary>
    public void SetSessionLimit(int limit) =>
        _limits.Add(string.Create(CultureInfo.InvariantCulture, $"{AccountColumns.SessionLimit} {Math.Max(limit, 0)}"));

    /// <summary>Adds a rule for its password, or whether it is locked.</summary>
    public void Add(string rule) => _rules.Add(rule);

    /// <summary>Takes over what another account has beside its login, as far as the server knows it.</summary>
    /// <returns>What it does not know.</returns>
    public IReadOnlyList<string> CopyFrom(Account account)
    {
        List<string> left = [];
        _tls = account.Tls switch
        {
            "ANY" => "REQUIRE SSL",
            "X509" => "REQUIRE X509",
            "SPECIFIED" when account.TlsDetails.Count > 0 => "REQUIRE " + string.Join(" AND ", account.TlsDetails.Select(d => $"{d.Key} {Quoted(d.Value)}")),
            _ => null,
        };
        foreach ((string word, string value) in account.Limits)
        {
            if (word == "MAX_STATEMENT_TIME" && !version.IsMariaDb)
                left.Add(word);
            else
                _limits.Add($"{word} {value}");
        }

        foreach (string rule in account.PasswordRules)
        {
            if (version.IsMariaDb || !KnowsRule(rule))
                left.Add(rule);
            else
                _rules.Add(rule);
        }

        if (account.PasswordDays is { } days)
            _rules.Add(days == 0 ? "PASSWORD EXPIRE NEVER" : string.Create(CultureInfo.InvariantCulture, $"PASSWORD EXPIRE INTERVAL {days} DAY"));
        if (account.Attribute is { } noted && version.IsMySqlFrom(8, 0, 21))
            _rules.Add($"ATTRIBUTE {Quoted(noted)}");
        else if (account.Attribute is not null)
            left.Add("its comment and attributes");
        return left;
    }

    /// <summary>The statement that begins so.</summary>
    /// <param name="beginning">What comes before the clauses.</param>
    /// <param name="database">The database in which it is run.</param>
    public UserStep After(string beginning, string database) => new(Written(beginning, _login?.Text), database) { Statement = Written(beginning, _login?.Statement) };

    private string Written(string beginning, string? login) => string.Join(
        " ",
        new[] { beginning, login, _tls, _limits.Count > 0 ? "WITH " + string.Join(" ", _limits) : null }.OfType<string>()
            // What was noted comes last.
            .Concat(_rules.OrderBy(r => r.StartsWith("ATTRIBUTE ", StringComparison.Ordinal))));

    private bool KnowsRule(string rule) =>
        rule.StartsWith("PASSWORD REQUIRE", StringComparison.Ordinal) ? version.IsMySqlFrom(8, 0, 13)
        : (!rule.StartsWith("FAILED_", StringComparison.Ordinal) && !rule.StartsWith("PASSWORD_LOCK", StringComparison.Ordinal)) || version.IsMySqlFrom(8, 0, 19);

    private static string Via(LoginWay way, string stored) => SqlText.Name(way.Plugin) + (stored.Length > 0 ? $" USING {Quoted(stored)}" : "");

    /// <summary>The salt of a hash may have any characters in it; servers that take hexadecimal get that.</summary>
    private string Hash(string stored) => version.IsMySqlFrom(8, 0, 17) ? "0x" + Convert.ToHexString(Encoding.UTF8.GetBytes(stored)) : Quoted(stored);

    /// <summary>
    /// A string where the grammar takes nothing but one in quotation marks. A backslash escapes in all sessions of the product
    /// (<see cref="SessionDefaults"/>).
    /// </summary>
    private static string Quoted(string text) =>
        $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
