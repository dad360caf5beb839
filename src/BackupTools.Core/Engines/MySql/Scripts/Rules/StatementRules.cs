using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Scripts.Splitting;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Scripts.Rules;

/// <summary>Decides of each statement whether it runs, and what of it.</summary>
/// <param name="database">The database that the script is of.</param>
/// <param name="allowForeign">True where statements may run that reach beyond it.</param>
/// <param name="isFresh">True where the database is made for the script, or is empty.</param>
internal sealed class StatementRules(ScriptDatabase database, bool allowForeign, bool isFresh)
{
    /// <summary><c>LOAD DATA CONCURRENT LOCAL</c>.</summary>
    private const int LastOfLocal = 4;

    private readonly HashSet<string> _warnings = new(StringComparer.Ordinal);
    private bool _saysOfPrograms;

    /// <summary>What the user should know.</summary>
    public IEnumerable<string> Warnings => database.Source is { } source && database.Said is not null
        ? _warnings.Prepend($"The script is of the database '{source}', and was run as one of '{database.Target}'.")
        : _warnings;

    /// <summary>What is to be run of a statement; empty where that is nothing.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ForeignStatement"/>.</exception>
    public ReadOnlyMemory<byte> Decide(ScriptReader reader, ReadOnlyMemory<byte> statement)
    {
        StatementWords words = reader.Words;
        if (words.First == "LOAD" && words.Head.Take(LastOfLocal).Any(t => t.Token.Is("LOCAL")))
        {
            throw ScriptErrors.Invalid(
                reader.Name, reader.Line, "LOAD … LOCAL has the client read a file of this machine, which is never done for a script.",
                "Have the rows written as INSERT, or load the file with the client.");
        }

        if (DatabaseStatements.NameOf(words) is { } name)
        {
            if (database.Claim(name))
                return OfDatabase(words, statement, reader.Start);
            if (!allowForeign)
                throw SecondDatabase(reader, name);
            return statement;
        }

        if (!allowForeign && ForeignScriptStatements.Find(words) is { } what)
            throw Refused(reader, what);
        if (words.Reach.SetsHistory || words.Reach.SetsLog)
            return OfLog(reader);
        CheckNames(reader);
        return WithoutOwn(words, statement, reader.Start);
    }

    private ReadOnlyMemory<byte> OfDatabase(StatementWords words, ReadOnlyMemory<byte> statement, long start)
    {
        if (words.First == "DROP" && !isFresh)
            _warnings.Add($"The script drops its database first. That was left out, because the database '{database.Target}' stays with {Setting.IfExists} Append.");
        return DatabaseStatements.Translate(words, statement, start, database, isFresh);
    }

    /// <summary>Which transactions a server has executed, and what it logs, is its own affair and that of its replicas.</summary>
    private ReadOnlyMemory<byte> OfLog(ScriptReader reader)
    {
        if (reader.Words.Reach.Assignments > 1)
            throw Refused(reader, "The statement sets GTID_PURGED or SQL_LOG_BIN together with others.");
        _warnings.Add(reader.Words.Reach.SetsHistory
            ? "The script sets GTID_PURGED, which was left out: a restore into one database leaves the server's history alone."
            : "The script sets SQL_LOG_BIN, which was left out: replicas get what is restored as they get everything else.");
        return default;
    }

    private void CheckNames(ScriptReader reader)
    {
        if (!allowForeign && QualifiedNames.FindForeignTarget(reader.Words, database) is { } other)
        {
            throw ScriptErrors.Foreign(
                reader.Name, reader.Line, $"The statement writes to the database '{ShownText.Clean(other)}', and the script goes into '{database.Target}'.",
                $"Restore into a database of that name, where the script is of it. Where the other one is meant, say {Setting.AllowForeignStatement}.");
        }

        foreach (string name in QualifiedNames.FindInProgram(reader.Words, database, out bool runsByItself))
            CheckProgram(reader, name, runsByItself);
    }

    /// <summary>Where a program names its database, that is the target once it is there; until then, or under another name, it is somebody else's.</summary>
    private void CheckProgram(ScriptReader reader, string name, bool runsByItself)
    {
        bool isTarget = database.IsTarget(name);
        if (isTarget && !(runsByItself && database.IsBesideTarget))
            return;
        if (runsByItself)
        {
            throw ScriptErrors.Foreign(
                reader.Name, reader.Line, $"The trigger or event names the database '{ShownText.Clean(name)}' in its text, and would work there while the script runs elsewhere.",
                $"Take the name out of it, or restore into a new database of the name '{ShownText.Clean(database.Said ?? database.Source ?? database.Target)}'.");
        }

        if (!_saysOfPrograms)
            _warnings.Add($"Procedures or functions of the script name the database '{name}' in their text, and will work in that one (the first of them in line {Figures.Number(reader.Line)} of '{reader.Name}').");
        _saysOfPrograms = true;
    }

    private ReadOnlyMemory<byte> WithoutOwn(StatementWords words, ReadOnlyMemory<byte> statement, long start)
    {
        QualifiedName[] own = [.. QualifiedNames.FindOwn(words, database)];
        if (own.Length == 0)
            return statement;
        byte[] result = new byte[statement.Length];
        int length = 0, copied = 0;
        foreach (QualifiedName name in own)
        {
            ReadOnlySpan<byte> kept = statement.Span[copied..(int)(name.Start - start)];
            kept.CopyTo(result.AsSpan(length));
            length += kept.Length;
            copied = (int)(name.End - start);
        }

        statement.Span[copied..].CopyTo(result.AsSpan(length));
        return result.AsMemory(0, length + statement.Length - copied);
    }

    private BackupException SecondDatabase(ScriptReader reader, string name) => ScriptErrors.Foreign(
        reader.Name, reader.Line,
        $"The script is of more than one database: it goes on in '{ShownText.Clean(name)}', having been one of '{ShownText.Clean(database.Said ?? database.Target)}'.",
        $"Have one script written for each. Where all of them are meant as they are, say {Setting.AllowForeignStatement}.");

    private static BackupException Refused(ScriptReader reader, string what) => ScriptErrors.Foreign(
        reader.Name, reader.Line, what, $"Where that is meant, say {Setting.AllowForeignStatement}; it runs with the rights of the account that connects.");
}
