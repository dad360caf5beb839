using BackupTools.Abstractions;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.Sqlite.Scripts;

/// <summary>Takes a script apart into statements. Commands of the sqlite3 shell are refused.</summary>
internal sealed class ScriptReader
{
    private readonly ScriptWindow _window;
    private readonly StatementScanner _scanner = new();
    private long _base;
    private int _taken;

    /// <summary>Begins to read.</summary>
    public ScriptReader(ScriptWindow window)
    {
        _window = window;
        window.Begin();
    }

    /// <summary>What errors call the script.</summary>
    public string Name => _window.Name;

    /// <summary>The line of the statement.</summary>
    public long Line { get; private set; }

    /// <inheritdoc cref="StatementScanner.FirstWord"/>
    public string FirstWord => _scanner.FirstWord;

    /// <summary>The next statement with its semicolon; valid until the next call. Null where there is none.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ScriptInvalid"/>.</exception>
    public ReadOnlyMemory<byte>? Next()
    {
        Drop(_taken);
        _taken = 0;
        while (true)
        {
            bool isEnd = _scanner.Scan(_window.Span[Offset(_scanner.Seen)..], out bool isZero);
            Drop(Offset(isEnd ? _scanner.LastStart : _scanner.Start));
            Line = _window.Line;
            if ((isEnd || _scanner.HasBegun) && _window.Span[0] == '.')
            {
                throw ScriptErrors.Invalid(
                    Name, Line, "A line that begins with a dot is a command of the sqlite3 shell and not SQL; such commands are not run.",
                    "Take it out, or run the script with sqlite3, where it comes from somebody you trust.");
            }

            if (isEnd && Offset(_scanner.Seen) > 1)
            {
                _taken = Offset(_scanner.Seen);
                return _window.Memory[.._taken];
            }

            if (isEnd)
                continue;
            if (isZero)
            {
                throw ScriptErrors.Invalid(
                    Name, Line + _window.Span[..Offset(_scanner.Seen)].Count((byte)'\n'), "There is a zero byte, which is part of no text.",
                    "The file may be damaged, or be no SQL.");
            }

            if (!_window.Fill())
            {
                return _scanner.Open is not { } open ? null
                    : throw ScriptErrors.Invalid(Name, Line, $"The statement that begins there has {open} where the script ends.", "It may be cut off: take a complete one.");
            }
        }
    }

    private void Drop(int count)
    {
        _window.Drop(count);
        _base += count;
    }

    private int Offset(long position) => (int)(position - _base);
}
