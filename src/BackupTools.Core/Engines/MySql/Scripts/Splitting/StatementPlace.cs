namespace BackupTools.Engines.MySql.Scripts.Splitting;

/// <summary>Where a statement begins and ends.</summary>
internal sealed class StatementPlace
{
    /// <summary>True where something stands there that the server would run.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True as long as nothing but white space stands in the line.</summary>
    public bool IsLineStart { get; set; } = true;

    /// <summary>True where the last statement began with its line.</summary>
    public bool BeganLine { get; private set; }

    /// <summary>Where the last statement began.</summary>
    public long Start { get; private set; }

    /// <summary>Where the last statement ended, without its delimiter.</summary>
    public long End { get; private set; }

    /// <summary>Something stands there.</summary>
    public void Mark(long position)
    {
        if (!HasBegun)
            (Start, BeganLine) = (position, IsLineStart);
        HasBegun = true;
        IsLineStart = false;
    }

    /// <summary>It ends.</summary>
    public void Close(long position, bool isLineStart)
    {
        End = position;
        HasBegun = false;
        IsLineStart = isLineStart;
    }
}
