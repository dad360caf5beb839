using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>
/// Takes a script apart as the clients mysql and mariadb do. Of their own commands it knows DELIMITER and USE; every other one is refused, and
/// none is ever run.
/// </summary>
internal sealed class ScriptReader
{
    private const int LongestCommand = 4096;
    private const string NoCommands = "Take it out, or run the script with the client, where it comes from somebody you trust.";

    private readonly ScriptWindow _window;
    private readonly StatementScanner _scanner;
    private long _base;
    private int _taken;

    /// <summary>Begins to read.</summary>
    public ScriptReader(ScriptWindow window, ServerVersion server)
    {
        _window = window;
        _scanner = new StatementScanner(server);
        window.Begin();
        SourceDatabase = SourceComment.Find(Head());
    }

    /// <summary>What errors call the script.</summary>
    public string Name => _window.Name;

    /// <summary>The line of the statement.</summary>
    public long Line { get; private set; }

    /// <summary>The database that the script is of, as a comment of mysqldump at its head says; null where none does.</summary>
    public string? SourceDatabase { get; }

    /// <summary>What the statement's pieces say.</summary>
    public StatementWords Words => _scanner.Words;

    /// <summary>Where in the script the statement begins: what its pieces' places are counted from.</summary>
    public long Start { get; private set; }

    /// <summary>Takes the session's settings on.</summary>
    public void Follow(SessionState state) => _scanner.Follow(state);

    /// <summary>The next statement, without what ends it; valid until the next call. Null where there is none.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ScriptInvalid"/>.</exception>
    public ReadOnlyMemory<byte>? Next()
    {
        Drop(_taken);
        _taken = 0;
        _scanner.BeginStatement();
        while (true)
        {
            ScanEnd end = _scanner.Scan(_window.Span[Offset(_scanner.Seen)..], _window.HasEnded);
            if (end == ScanEnd.Statement)
            {
                Keep(_scanner.Place.Start);
                Start = _scanner.Place.Start;
                _taken = Offset(_scanner.Seen);
                return _window.Memory[..Offset(_scanner.Place.End)];
            }

            Keep(_scanner.Start);
            switch (end)
            {
                case ScanEnd.Empty:
                    _scanner.BeginStatement();
                    break;
                case ScanEnd.Command:
                    TakeCommand(_scanner.Words.First);
                    break;
                case ScanEnd.Backslash:
                    throw Invalid(LineAt(_scanner.Seen), $"{CommandAt(Offset(_scanner.Seen))} is a command of the client and not SQL; such commands are not run.", NoCommands);
                case ScanEnd.Zero:
                    throw Invalid(LineAt(_scanner.Seen), "There is a zero byte, which is part of no text.", "The file may be damaged, or be no SQL.");
                case ScanEnd.More when _window.HasEnded:
                    return _scanner.Open is not { } open ? null
                        : throw Invalid(Line, $"The statement that begins there has {open} where the script ends.", "It may be cut off: take a complete one.");
                default:
                    _window.Fill();
                    break;
            }
        }
    }

    private void TakeCommand(string command)
    {
        string? rest = RestOfLine(out int length);
        if (command == "USE")
        {
            // With what ends a statement in its line it is one; without, its line is all of it.
            _scanner.EndsWithLine = _scanner.Place.BeganLine && rest?.Contains(Encoding.Latin1.GetString(_scanner.Delimiter), StringComparison.Ordinal) == false;
            return;
        }

        if (command != "DELIMITER")
            throw Invalid(Line, $"'{command.ToLowerInvariant()}' is a command of the client and not SQL; such commands are not run.", NoCommands);
        if (!_scanner.Place.BeganLine || rest is null || ParseDelimiter(rest) is not { } delimiter)
            throw Invalid(Line, "DELIMITER stands alone in its line, with up to 15 characters behind it, none of them a backslash.", "The script may be put together wrongly.");
        _scanner.Skip(_scanner.Seen + length, Encoding.Latin1.GetBytes(delimiter));
    }

    /// <summary>What follows a command in its line; null for a line that is longer than any.</summary>
    /// <param name="length">Its length, with the line's end.</param>
    private string? RestOfLine(out int length)
    {
        int from = Offset(_scanner.Seen);
        int end;
        while ((end = _window.Span[from..].IndexOf((byte)'\n')) < 0 && _window.Span.Length - from < LongestCommand && _window.Fill())
        {
        }

        int count = end < 0 ? _window.Span.Length - from : end;
        length = end < 0 ? count : count + 1;
        return count > LongestCommand ? null : Encoding.Latin1.GetString(_window.Span.Slice(from, count)).TrimEnd('\r');
    }

    private static string? ParseDelimiter(string rest)
    {
        string text = rest.TrimStart(' ', '\t');
        if (text.Length == rest.Length || text.Length == 0)
            return null;
        char quote = text[0] is '\'' or '"' or '`' ? text[0] : '\0';
        int end = quote != '\0' ? text.IndexOf(quote, 1) : text.IndexOfAny([' ', '\t']);
        string delimiter = quote != '\0' ? text[1..(end < 0 ? text.Length : end)] : text[..(end < 0 ? text.Length : end)];
        return delimiter.Length is 0 or >= StatementScanner.Lookahead || delimiter.Contains('\\', StringComparison.Ordinal) || delimiter.Any(char.IsControl) ? null : delimiter;
    }

    private string CommandAt(int offset) => _window.Span.Length > offset + 1 && _window.Span[offset + 1] > ' '
        ? $"'\\{(char)_window.Span[offset + 1]}'"
        : "A backslash outside of strings";

    private ReadOnlySpan<byte> Head()
    {
        while (_window.Span.Length < LongestCommand && _window.Fill())
        {
        }

        return _window.Span[..Math.Min(LongestCommand, _window.Span.Length)];
    }

    private void Drop(int count)
    {
        _window.Drop(count);
        _base += count;
    }

    private void Keep(long from)
    {
        Drop(Offset(from));
        Line = _window.Line;
    }

    private int Offset(long position) => (int)(position - _base);

    private long LineAt(long position) => _window.Line + _window.Span[..Offset(position)].Count((byte)'\n');

    private BackupException Invalid(long line, string what, string remedy = "") => ScriptErrors.Invalid(Name, line, what, remedy);
}
