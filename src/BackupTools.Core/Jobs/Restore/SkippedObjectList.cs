using System.Collections.ObjectModel;
using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>What a restore left out; it shows itself as one text where only one fits, as in a cell of a CSV file.</summary>
/// <param name="objects">The objects.</param>
public sealed class SkippedObjectList(IList<SkippedObject> objects) : ReadOnlyCollection<SkippedObject>(objects)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this);
}
