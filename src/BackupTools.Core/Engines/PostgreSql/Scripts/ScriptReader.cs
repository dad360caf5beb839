using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>
/// Takes a script apart as psql does: statements, and the rows that follow a COPY. Of psql's own commands it knows the lock that
/// pg_dump writes around its scripts; every other one is refused, and none is ever run.
/// </summary>
internal sealed class ScriptReader
{
    private const int LongestCommand = 4096;
    private const string NoCommands = "Take it out, or run the script with psql, where it comes from somebody you trust.";

    private readonly ScriptWindow _window;
    private readonly StatementScanner _scanner = new();
    private long _base;
    private long _line;
    private int _taken;
    private string? _key;

    /// <summary>Begins to read.</summary>
    public ScriptReader(ScriptWindow window)
    {
        _window = window;
        window.Begin();
    }

    /// <summary>What errors call the script.</summary>
    public string Name => _window.Name;

    /// <inheritdoc cref="StatementScanner.IsStandard"/>
    public bool IsStandard
    {
        set => _scanner.IsStandard = value;
    }

    /// <summary>The line of the statement.</summary>
    public long Line { get; private set; }

    /// <inheritdoc cref="StatementScanner.Words"/>
    public StatementWords Words => _scanner.Words;

    /// <summary>The next statement with its semicolon; valid until the next call of anything here. Null where there is none.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ScriptInvalid"/>.</exception>
    public ReadOnlyMemory<byte>? Next()
    {
        DropTaken();
        _scanner.BeginStatement();
        while (true)
        {
            ScanEnd end = _scanner.Scan(_window.Span[Offset(_scanner.Seen)..]);
            if (end == ScanEnd.Statement)
                return Take();
            Keep(_scanner.Start);
            switch (end)
            {
                case ScanEnd.Empty:
                    _scanner.BeginStatement();
                    break;
                case ScanEnd.Backslash when _scanner.HasBegun:
                    throw Invalid(LineAt(_scanner.Seen), $"A command of psql stands within the statement that begins in line {Figures.Number(Line)}; such commands are not run.", NoCommands);
                case ScanEnd.Backslash:
                    RunCommand(TakeLine());
                    break;
                case ScanEnd.Zero:
                    throw Invalid(LineAt(_scanner.Seen), "There is a zero byte, which is part of no text.", "The file may be damaged, or be no SQL.");
                case ScanEnd.More when !_window.Fill():
                    return _scanner.Open is not { } open ? null
                        : throw Invalid(Line, $"The statement that begins there has {open} where the script ends.", "It may be cut off: take a complete one.");
            }
        }
    }

    /// <summary>Goes to the line behind a COPY, where its rows begin.</summary>
    /// <returns>The number of that line.</returns>
    public long BeginRows()
    {
        DropTaken();
        while (true)
        {
            ReadOnlySpan<byte> bytes = _window.Span;
            int other = bytes.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
            if (other >= 0 && bytes[other] != '\n')
                throw Invalid(_window.Line, "Something stands behind a COPY in its line.", "The rows of a COPY begin in the next line.");
            Pass(other >= 0 ? other + 1 : bytes.Length);
            if (other >= 0)
                return _window.Line;
            if (!_window.Fill())
                throw Unended();
        }
    }

    /// <summary>The next rows of a COPY: whole lines, or a piece of one. Valid until the next call; empty where there are no more.</summary>
    /// <param name="isLineStart">True where a line begins there; true at the beginning.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ScriptInvalid"/> where the script ends before its rows do.</exception>
    public ReadOnlyMemory<byte> Rows(ref bool isLineStart)
    {
        DropTaken();
        while (true)
        {
            ReadOnlySpan<byte> bytes = _window.Span;
            if (isLineStart && LengthOfEnd(bytes) is { } length)
            {
                if (length > 0)
                {
                    Pass(length);
                    return default;
                }

                _window.Fill();
                continue;
            }

            if (bytes.Length == 0)
            {
                if (!_window.Fill())
                    throw Unended();
                continue;
            }

            int end = bytes.IndexOf("\n\\."u8) is >= 0 and int at ? at + 1 : bytes.LastIndexOf((byte)'\n') is >= 0 and int line ? line + 1 : bytes.Length;
            isLineStart = bytes[end - 1] == '\n';
            _taken = end;
            return _window.Memory[..end];
        }
    }

    /// <summary>How long the line is that ends rows, where one stands there; 0 where that is not known yet, null where none does.</summary>
    private int? LengthOfEnd(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\\.\n"u8))
            return 3;
        if (bytes.StartsWith("\\.\r\n"u8))
            return 4;
        bool mayBecome = bytes.Length < 4 && "\\.\r\n"u8.StartsWith(bytes);
        if (!mayBecome)
            return null;
        return !_window.HasEnded ? 0 : bytes.Length >= 2 ? bytes.Length : null;
    }

    private ReadOnlyMemory<byte> Take()
    {
        // The statement has ended, and the scanner no longer knows where it began: the window has not moved since.
        Keep(_scanner.LastStart);
        _taken = Offset(_scanner.Seen);
        return _window.Memory[.._taken];
    }

    private void RunCommand(string command)
    {
        string[] words = command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        bool isLock = words.Length == 2 && words[1].All(char.IsAsciiLetterOrDigit) && !char.IsWhiteSpace(command[0]);
        if (isLock && words[0] == "restrict" && _key is null)
            _key = words[1];
        else if (isLock && words[0] == "unrestrict" && _key == words[1])
            _key = null;
        else
            throw Refused(words.FirstOrDefault("") is var name && name.Length > 20 ? name[..20] + "…" : name, isLock);
    }

    private BackupException Refused(string command, bool isLock) => command switch
    {
        "c" or "connect" => Invalid(
            _line, $@"The script goes on in another database (\{command}), as one of pg_dump --create or of pg_dumpall does.",
            $"Have it written without that, or take the line out and the statements before it that make the database; where it goes is said by {Setting.TargetDatabase}."),
        "." => Invalid(_line, @"A line \. ends the rows of a COPY, and there is none.", "The script may be put together wrongly."),
        "restrict" or "unrestrict" when isLock => Invalid(
            _line, $@"\{command} has another key than the one before it, or none belongs to it.", "Somebody has altered the script: do not trust it."),
        _ => Invalid(_line, $@"The command '\{command}' is psql's own and not SQL; such commands are not run.", NoCommands),
    };

    /// <summary>The rest of the line behind a backslash.</summary>
    private string TakeLine()
    {
        _line = LineAt(_scanner.Seen);
        Pass(Offset(_scanner.Seen));
        int end;
        while ((end = _window.Span.IndexOf((byte)'\n')) < 0 && _window.Span.Length < LongestCommand && _window.Fill())
        {
        }

        int length = Math.Min(end < 0 ? _window.Span.Length : end, LongestCommand);
        string line = Encoding.Latin1.GetString(_window.Span[..length]);
        Pass(length);
        return line.Length == 0 ? " " : line;
    }

    private void DropTaken()
    {
        Pass(_taken);
        _taken = 0;
    }

    /// <summary>Drops bytes that the scanner has not to look at.</summary>
    private void Pass(int count)
    {
        _window.Drop(count);
        _base += count;
        _scanner.Seen = Math.Max(_scanner.Seen, _base);
    }

    private void Keep(long from)
    {
        int count = Offset(from);
        _window.Drop(count);
        _base += count;
        Line = _window.Line;
    }

    private int Offset(long position) => (int)(position - _base);

    private long LineAt(long position) => _window.Line + _window.Span[..Offset(position)].Count((byte)'\n');

    private BackupException Unended() => Invalid(
        Line, @"The rows of the COPY that begins there are not ended by a line \.", "The script may be cut off: take a complete one.");

    private BackupException Invalid(long line, string what, string remedy = "") => ScriptErrors.Invalid(Name, line, what, remedy);
}
