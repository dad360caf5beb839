using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Schema.Scripts;

/// <summary>
/// Writes a schema as SQL scripts that <c>psql</c> loads as they are, and the index that finds each entry's statements
/// in them. Defined in ARCHIVE-FORMAT.md.
/// </summary>
internal static class SchemaScripts
{
    /// <summary>The name of the index, which stands among the scripts as the last.</summary>
    public const string IndexName = "schema/index.json";

    /// <summary>
    /// What every script begins with, so that it means the same in every session. Other things than <c>SET</c> cannot
    /// stand here: the index knows only the entries.
    /// </summary>
    public const string Prelude =
        """
        SET client_encoding = 'UTF8';
        SET standard_conforming_strings = on;
        SET search_path = '';
        SET check_function_bodies = false;
        SET xmloption = content;
        SET row_security = off;
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET idle_in_transaction_session_timeout = 0;
        SET default_transaction_read_only = off;
        SET default_tablespace = '';
        SET default_table_access_method = heap;
        SET client_min_messages = warning;

        """;

    /// <summary>The same for statements that are not in UTF-8.</summary>
    public static string PreludeFor(string encoding) => Prelude.Replace("'UTF8'", SqlText.Literal(encoding), StringComparison.Ordinal);

    /// <summary>A script is ended where it would become longer; one string must be able to hold it.</summary>
    private const int DefaultLimit = 256 * 1024 * 1024;

    /// <summary>The scripts in restore order, the index last; each is made when it is asked for.</summary>
    /// <param name="entries">The schema, in restore order.</param>
    /// <param name="limit">The bytes after which the entries go on in another script.</param>
    public static IEnumerable<SchemaScript> Write(IReadOnlyList<SchemaEntry> entries, int limit = DefaultLimit)
    {
        List<IndexedEntry> indexed = new(entries.Count);
        ScriptPlace place = ScriptPlace.Roles;
        StringBuilder text = new();
        long length = 0;
        int part = 0;
        for (int i = 0; i < entries.Count; i++)
        {
            SchemaEntry entry = entries[i];
            ScriptPlace wanted = PlaceOf(entry);
            if (wanted < place)
                throw new ArgumentException($"The entry {i} ({entry.Kind} {entry.Name}) is not in restore order.", nameof(entries));
            if (text.Length > 0 && (wanted != place || length > limit))
            {
                yield return new SchemaScript(ScriptName(place, part), text.ToString());
                part = wanted == place ? part + 1 : 0;
                text = new StringBuilder();
            }

            place = wanted;
            if (text.Length == 0)
            {
                text.Append(Prelude);
                length = Encoding.UTF8.GetByteCount(Prelude);
            }

            length += Append(text, Title(entry));
            long offset = length;
            int create = Append(text, entry.Create);
            int setOwner = Append(text, entry.SetOwner);
            int comments = Append(text, entry.Comments);
            int privileges = Append(text, entry.Privileges);
            length += create + setOwner + comments + privileges;
            indexed.Add(IndexedEntry.Of(entry, ScriptName(place, part), offset, (create, setOwner, comments, privileges)));
        }

        if (text.Length > 0)
            yield return new SchemaScript(ScriptName(place, part), text.ToString());
        text = new StringBuilder();
        yield return new SchemaScript(IndexName, SchemaIndexJson.Write(indexed));
    }

    /// <summary>The script that an entry stands in.</summary>
    public static ScriptPlace PlaceOf(SchemaEntry entry) => PlaceOf(entry.Traits, entry.Section);

    /// <summary>The script for an item of a kind that is restored in a section.</summary>
    public static ScriptPlace PlaceOf(KindTraits kind, Section section) => kind.Phase switch
    {
        RestorePhase.Roles => ScriptPlace.Roles,
        RestorePhase.Database => ScriptPlace.Database,
        _ => ScriptPlace.PreData + (int)section,
    };

    private static int Append(StringBuilder text, string piece)
    {
        text.Append(piece);
        return Encoding.UTF8.GetByteCount(piece);
    }

    private static string ScriptName(ScriptPlace place, int part) => place switch
    {
        ScriptPlace.Roles => $"schema/{part:000}-roles.sql",
        ScriptPlace.Database => $"schema/{10 + part:000}-database.sql",
        ScriptPlace.PreData => $"schema/{100 + part}-pre-data.sql",
        ScriptPlace.Data => $"schema/{200 + part}-data.sql",
        _ => $"schema/{300 + part}-post-data.sql",
    };

    private static string Title(SchemaEntry entry)
    {
        string words = entry.Traits.Words;
        StringBuilder title = new("\n-- ");
        title.Append(char.ToUpperInvariant(words[0])).Append(words, 1, words.Length - 1);
        title.Append(' ').Append(OnOneLine(entry.Schema is null ? entry.Name : entry.Schema + "." + entry.Name));
        if (entry.Owner is not null)
            title.Append(" (owner ").Append(OnOneLine(entry.Owner)).Append(')');
        return title.Append('\n').ToString();
    }

    /// <summary>The name without line ends, which would turn the rest of a comment into statements.</summary>
    private static string OnOneLine(string name) => name.ReplaceLineEndings(" ").Replace('\v', ' ');
}
