using System.Globalization;
using System.Net;
using System.Security;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;

namespace BackupTools.Engines.PostgreSql.Users;

/// <summary>Writes what is to be true of a role as the clauses of a statement, for the server and, without secrets, for people.</summary>
internal sealed class RoleClauses
{
    private readonly List<(string Statement, string Text)> _clauses = [];

    /// <summary>The clauses of what is to be set.</summary>
    public RoleClauses(UserAttributes attributes)
    {
        Add("SUPERUSER", attributes.Superuser);
        Add("CREATEDB", attributes.CreateDatabase);
        Add("CREATEROLE", attributes.CreateRole);
        Add("REPLICATION", attributes.Replication);
        Add("BYPASSRLS", attributes.BypassRls);
        Add("LOGIN", attributes.CanLogin);
        if (attributes.ConnectionLimit is { } limit)
            Add(string.Create(CultureInfo.InvariantCulture, $"CONNECTION LIMIT {limit}"));
        if (attributes.ValidUntil is { } end)
            Add($"VALID UNTIL {SqlText.Literal(RoleListing.Moment(end))}");
        if (attributes.Password is { } password)
            AddStored(ScramSha256.Verifier(PlainText(password)));
    }

    /// <summary>True where nothing is to be set.</summary>
    public bool IsEmpty => _clauses.Count == 0;

    /// <summary>Adds a password in the form in which a server keeps it.</summary>
    public void AddStored(string stored) => _clauses.Add(($"PASSWORD {SqlText.Literal(stored)}", "PASSWORD '***'"));

    /// <summary>The statement that begins so.</summary>
    /// <param name="beginning">What comes before the clauses.</param>
    /// <param name="database">The database in which it is run.</param>
    public UserStep After(string beginning, string database) =>
        new($"{beginning} {string.Join(" ", _clauses.Select(c => c.Text))}".TrimEnd(), database)
        {
            Statement = $"{beginning} {string.Join(" ", _clauses.Select(c => c.Statement))}",
        };

    private static string PlainText(SecureString password) => new NetworkCredential("", password).Password;

    private void Add(string name, bool? value)
    {
        if (value is { } isSet)
            Add(isSet ? name : "NO" + name);
    }

    private void Add(string clause) => _clauses.Add((clause, clause));
}
