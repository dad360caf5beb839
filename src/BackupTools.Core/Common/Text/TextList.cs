using System.Collections.ObjectModel;

namespace BackupTools.Common;

/// <summary>Texts that show themselves as one, where only one fits: in a cell of a CSV file, in a string.</summary>
public sealed class TextList : ReadOnlyCollection<string>
{
    private TextList(IList<string> texts)
        : base(texts)
    {
    }

    /// <summary>The texts as such a list.</summary>
    /// <param name="texts">The texts; null gives null.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> texts) => texts is null or TextList ? texts! : new TextList([.. texts]);

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this);
}
