using System.Text;
using System.Text.RegularExpressions;

namespace BackupTools.Tests.Servers.Dumps;

/// <summary>
/// Takes a plain dump apart into its entries, and takes away what is free: the order of entries, the order of rows, the
/// versions in the header, the random key of <c>\restrict</c>.
/// </summary>
internal sealed partial class DumpReader
{
    private readonly string[] _lines;
    private readonly List<DumpEntry> _entries = [];
    private readonly List<string> _body = [];
    private readonly Dictionary<string, string> _settings = [];
    private Match? _header;

    private DumpReader(byte[] dump) => _lines = Encoding.Latin1.GetString(dump).Split('\n');

    public static IReadOnlyList<DumpEntry> Read(byte[] dump)
    {
        DumpReader reader = new(dump);
        reader.ReadAll();
        return reader._entries;
    }

    private void ReadAll()
    {
        int end = Array.LastIndexOf(_lines, "-- PostgreSQL database dump complete");
        if (end < 0)
            throw new InvalidDataException("The dump is not complete.");
        for (int i = 0; i < end - 1; i++)
        {
            string line = _lines[i];
            if (line == "--" && _lines[i + 2] == "--" && Header().Match(_lines[i + 1]) is { Success: true } header)
            {
                Finish();
                _header = header;
                i += 2;
            }
            else if (line.StartsWith("COPY ", StringComparison.Ordinal) && Type == "TABLE DATA")
            {
                i = ReadRows(i);
            }
            else if (line.StartsWith(@"\unrestrict ", StringComparison.Ordinal) && Type is "DATABASE" or "DATABASE PROPERTIES")
            {
                // What follows connects to the new database, and begins the session anew.
                Finish();
            }
            else
            {
                _body.Add(line);
            }
        }

        Finish();
    }

    private string Type => _header?.Groups["type"].Value ?? "";

    /// <summary>Sorts the rows of a COPY statement, which may have several lines itself, and returns its last line's index.</summary>
    private int ReadRows(int first)
    {
        int rows = first;
        while (!_lines[rows].EndsWith(" FROM stdin;", StringComparison.Ordinal))
            rows++;
        int end = Array.IndexOf(_lines, @"\.", ++rows);
        _body.AddRange(_lines[first..rows]);
        string[] sorted = _lines[rows..end];
        Array.Sort(sorted, string.CompareOrdinal);
        _body.AddRange(sorted);
        return end;
    }

    private void Finish()
    {
        List<Match> next = TakeSettings();
        if (_header is not null)
            _entries.Add(Entry(_header));
        else if (_entries.Count == 0 && _body.FirstOrDefault(l => l.StartsWith("SET client_encoding = ", StringComparison.Ordinal)) is { } encoding)
            _entries.Add(new DumpEntry("ENCODING", "-", "-", encoding));
        foreach (Match setting in next)
            _settings[setting.Groups["name"].Value] = setting.Groups["value"].Value;
        _header = null;
        _body.Clear();
    }

    /// <summary>Takes off the end of an entry what prepares the next one, whichever that is.</summary>
    private List<Match> TakeSettings()
    {
        List<Match> settings = [];
        while (_body.Count > 0)
        {
            Match setting = Setting().Match(_body[^1]);
            if (setting.Success)
                settings.Insert(0, setting);
            else if (_body[^1].Length > 0)
                break;
            _body.RemoveAt(_body.Count - 1);
        }

        return settings;
    }

    private DumpEntry Entry(Match header)
    {
        List<string> text = [$"-- Owner: {header.Groups["owner"].Value}"];
        if (Type is "TABLE" or "MATERIALIZED VIEW" or "INDEX" or "CONSTRAINT")
            text.Add($"-- default_tablespace: {_settings.GetValueOrDefault("tablespace")}");
        if (Type is "MATERIALIZED VIEW" || (Type is "TABLE" && !_body.Any(l => l.StartsWith("PARTITION BY ", StringComparison.Ordinal))))
            text.Add($"-- default_table_access_method: {_settings.GetValueOrDefault("table_access_method")}");
        text.AddRange(_body.SkipWhile(l => l.Length == 0));
        return new DumpEntry(Type, header.Groups["schema"].Value, header.Groups["name"].Value, string.Join('\n', text));
    }

    [GeneratedRegex(@"^-- (Data for )?Name: (?<name>.*); Type: (?<type>[A-Z ]+); Schema: (?<schema>.*?); Owner: (?<owner>.*?)(; Tablespace: .*)?$")]
    private static partial Regex Header();

    [GeneratedRegex("^SET default_(?<name>tablespace|table_access_method) = (?<value>.*);$")]
    private static partial Regex Setting();
}
