using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>
/// Statements that reach beyond the database that a script is to fill: to programs and files of the server, its settings, other databases. It
/// is no sandbox, as a function's body is not looked into; it keeps a script from doing such a thing in one line that nobody sees.
/// </summary>
internal static class ForeignScriptStatements
{
    /// <summary>Refuses one.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ForeignStatement"/>.</exception>
    public static void Check(ScriptReader reader)
    {
        string beginning = reader.Words.Beginning;
        if (reader.Words.CopiesOnServer)
            throw Refused(reader, "A COPY reads or writes a file of the server, or runs a program there.");
        if (beginning.StartsWith("CREATE DATABASE", StringComparison.Ordinal) || beginning.StartsWith("DROP DATABASE", StringComparison.Ordinal))
        {
            throw ScriptErrors.Foreign(
                reader.Name, reader.Line, "The script makes or drops a database itself, as one of pg_dump --create or of pg_dumpall does.",
                $"Have it written without that: {Setting.TargetDatabase} says where it goes, and the database is made for it.");
        }

        string? what = beginning.StartsWith("ALTER SYSTEM", StringComparison.Ordinal) ? "ALTER SYSTEM changes the settings of the whole server."
            : beginning.StartsWith("LOAD", StringComparison.Ordinal) ? "LOAD runs a library of the server."
            : beginning.StartsWith("CREATE TABLESPACE", StringComparison.Ordinal) || beginning.StartsWith("DROP TABLESPACE", StringComparison.Ordinal)
                ? "The statement is about a tablespace, which belongs to the whole server." : null;
        if (what is not null)
            throw Refused(reader, what);
    }

    private static BackupException Refused(ScriptReader reader, string what) => ScriptErrors.Foreign(
        reader.Name, reader.Line, what, $"Where that is meant, say {Setting.AllowForeignStatement}; it runs with the rights of the role that connects.");
}
