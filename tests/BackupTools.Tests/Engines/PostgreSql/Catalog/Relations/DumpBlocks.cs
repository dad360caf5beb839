namespace BackupTools.Tests.Engines.PostgreSql.Catalog.Relations;

/// <summary>The entries of a plain dump in an order that does not depend on that of the dump.</summary>
internal static class DumpBlocks
{
    private static readonly string[] Stored = ["Type: TABLE;", "Type: INDEX;", "Type: CONSTRAINT;", "Type: MATERIALIZED VIEW;"];

    /// <summary>Each entry, with the tablespace and access method in force where they matter, sorted.</summary>
    public static string Sort(string dump)
    {
        List<string> blocks = [];
        List<string> block = [];
        string tablespace = "";
        string method = "";
        void End()
        {
            string text = string.Join('\n', block).Trim();
            if (Stored.Any(s => text.Contains(s, StringComparison.Ordinal)))
                text += $"\n{tablespace}" + (text.Contains("PARTITION BY", StringComparison.Ordinal) ? "" : $"\n{method}");
            blocks.Add(text);
            block.Clear();
        }

        foreach (string line in dump.Split('\n'))
        {
            if (line.StartsWith("-- Name: ", StringComparison.Ordinal) || line.StartsWith("-- Data for Name: ", StringComparison.Ordinal))
                End();
            if (line.StartsWith("SET default_tablespace", StringComparison.Ordinal))
                tablespace = line;
            else if (line.StartsWith("SET default_table_access_method", StringComparison.Ordinal))
                method = line;
            else if (!line.StartsWith('\\') && line.Trim() is not ("" or "--"))
                block.Add(line);
        }

        End();
        return string.Join("\n\n", blocks.Order(StringComparer.Ordinal));
    }
}
