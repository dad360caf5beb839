using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Users;

/// <summary>One privilege, on a whole object or on columns of it.</summary>
/// <param name="Name">The privilege, e.g. <c>SELECT</c>.</param>
/// <param name="Columns">The columns; empty for the whole object.</param>
internal sealed record Privilege(string Name, IReadOnlyList<string> Columns);

/// <summary>What was granted on one object, as a line of SHOW GRANTS has it.</summary>
internal sealed record GrantLine
{
    /// <summary>True for privileges on the server that are taken back in a database.</summary>
    public bool IsRevoke { get; init; }

    /// <summary>The privileges.</summary>
    public required IReadOnlyList<Privilege> Privileges { get; init; }

    /// <summary>The word for the kind of routine, e.g. <c>FUNCTION</c>; empty for everything else.</summary>
    public string Keyword { get; init; } = "";

    /// <summary>The database, or a pattern of databases; null for the whole server.</summary>
    public string? Database { get; init; }

    /// <summary>The object in the database; null for the whole database.</summary>
    public string? Object { get; init; }

    /// <summary>The account that may be acted as; null where it is about something else.</summary>
    public AccountName? Proxied { get; init; }

    /// <summary>Who has it.</summary>
    public required AccountName Grantee { get; init; }

    /// <summary>True where it may be passed on.</summary>
    public bool IsGrantable { get; init; }

    /// <summary>What it is on, as a statement names it.</summary>
    public string Target => Proxied is { } account ? account.Sql
        : Database is null ? "*.*"
        : Object is null ? $"{SqlText.Name(Database)}.*"
        : Keyword.Length > 0 ? $"{Keyword} {SqlText.Name(Database, Object)}" : SqlText.Name(Database, Object);

    /// <summary>The statement that does the same for somebody.</summary>
    public string Statement(AccountName to)
    {
        string privileges = string.Join(", ", Privileges.Select(p => p.Columns.Count == 0 ? p.Name : $"{p.Name} ({string.Join(", ", p.Columns.Select(SqlText.Name))})"));
        return IsRevoke ? $"REVOKE {privileges} ON {Target} FROM {to.Sql}" : $"GRANT {privileges} ON {Target} TO {to.Sql}{(IsGrantable ? " WITH GRANT OPTION" : "")}";
    }
}

/// <summary>Takes apart what SHOW GRANTS says.</summary>
internal static class PrivilegeText
{
    /// <summary>What a line grants on an object; null for one about roles.</summary>
    /// <exception cref="FormatException">It is no such line.</exception>
    public static GrantLine? Parse(string line) => new Reader(line).Read();

    private sealed class Reader(string line)
    {
        private readonly SqlToken[] _tokens = [.. SqlScanner.All(line, withBackslashes: false)];
        private int _at;

        public GrantLine? Read()
        {
            bool isRevoke = Is("REVOKE");
            if (Is("SET"))
                return null;
            if (!isRevoke && !Is("GRANT"))
                throw new FormatException();
            _at++;
            if (IsQuoted)
                return null;
            List<Privilege> privileges = ReadPrivileges();
            GrantLine target = ReadTarget(privileges);
            Skip(isRevoke ? "FROM" : "TO");
            AccountName grantee = ReadAccount();
            bool isGrantable = false;
            for (; _at < _tokens.Length; _at++)
                isGrantable |= Is("GRANT") && _at + 1 < _tokens.Length && SqlScanner.Is(line, _tokens[_at + 1], "OPTION");
            return target with { Grantee = grantee, IsRevoke = isRevoke, IsGrantable = isGrantable };
        }

        private bool IsQuoted => Current.Kind is SqlTokenKind.Name or SqlTokenKind.String;

        private SqlToken Current => _at < _tokens.Length ? _tokens[_at] : throw new FormatException();

        private bool Is(string word) => _at < _tokens.Length && SqlScanner.Is(line, _tokens[_at], word);

        private void Skip(string word)
        {
            if (!Is(word))
                throw new FormatException();
            _at++;
        }

        private List<Privilege> ReadPrivileges()
        {
            List<Privilege> privileges = [];
            while (true)
            {
                List<string> words = [];
                for (; Current.Kind == SqlTokenKind.Word && !Is("ON"); _at++)
                    words.Add(line.Substring(Current.Start, Current.Length).ToUpperInvariant());
                List<string> columns = Is("(") ? ReadColumns() : [];
                // The words become a part of a statement, on another server too.
                if (words.Count == 0 || !words.TrueForAll(w => w.All(c => char.IsAsciiLetterUpper(c) || c == '_')))
                    throw new FormatException();
                privileges.Add(new Privilege(string.Join(" ", words), columns));
                if (!Is(","))
                    break;
                _at++;
            }

            Skip("ON");
            return privileges;
        }

        private List<string> ReadColumns()
        {
            List<string> columns = [];
            do
            {
                _at++;
                columns.Add(ReadName());
            }
            while (Is(","));
            Skip(")");
            return columns;
        }

        private GrantLine ReadTarget(List<Privilege> privileges)
        {
            GrantLine grant = new() { Privileges = privileges, Grantee = new AccountName("", null) };
            if (privileges[0].Name == "PROXY")
                return grant with { Proxied = ReadAccount() };
            List<string> words = [];
            for (; Current.Kind == SqlTokenKind.Word; _at++)
                words.Add(line.Substring(Current.Start, Current.Length).ToUpperInvariant());
            string keyword = string.Join(" ", words);
            if (keyword is not ("" or "TABLE" or "FUNCTION" or "PROCEDURE" or "PACKAGE" or "PACKAGE BODY" or "LIBRARY"))
                throw new FormatException();
            string? database = ReadPart();
            Skip(".");
            string? name = ReadPart();
            return grant with { Keyword = keyword == "TABLE" ? "" : keyword, Database = database, Object = name };
        }

        private string? ReadPart()
        {
            if (!Is("*"))
                return ReadName();
            _at++;
            return null;
        }

        private AccountName ReadAccount()
        {
            // MariaDB's role of everybody is the only one that is a word.
            if (Is(AccountSet.Everybody))
            {
                _at++;
                return new AccountName(AccountSet.Everybody, null);
            }

            string user = ReadName();
            if (_at >= _tokens.Length || line[Current.Start] != '@')
                return new AccountName(user, null);
            if (Current.Length > 1)
                throw new FormatException();
            _at++;
            return new AccountName(user, ReadName());
        }

        private string ReadName()
        {
            SqlToken token = Current;
            if (!IsQuoted)
                throw new FormatException();
            _at++;
            string text = line.Substring(token.Start, token.Length), quote = text[..1];
            return text.Length >= 2 && text.EndsWith(quote, StringComparison.Ordinal)
                ? text[1..^1].Replace(quote + quote, quote, StringComparison.Ordinal)
                : throw new FormatException();
        }
    }
}
