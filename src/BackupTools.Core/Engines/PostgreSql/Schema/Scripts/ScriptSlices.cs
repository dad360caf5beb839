using System.Text;

namespace BackupTools.Engines.PostgreSql.Schema.Scripts;

/// <summary>
/// Takes the entries out of a script, one behind the other, and holds that nothing stands between them but comments: a
/// statement that no entry has would be lost.
/// </summary>
internal sealed class ScriptSlices(byte[] script, Func<string, Exception> damaged)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private int _position;
    private bool _begun;

    /// <summary>Takes the next entry.</summary>
    public SchemaEntry Take(IndexedEntry entry)
    {
        string title = $"({entry.Kind} {entry.Name})";
        long[] lengths = [entry.Create, entry.SetOwner, entry.Comments, entry.Privileges];
        if (entry.Offset < _position || entry.Offset > script.Length || lengths.Any(l => l < 0 || l > script.Length)
            || entry.Offset + lengths.Sum() > script.Length)
        {
            throw damaged($"has no place for an entry of the index {title}");
        }

        SkipTo((int)entry.Offset);
        string[] pieces = new string[lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            ReadOnlySpan<byte> piece = script.AsSpan(_position, (int)lengths[i]);
            if (piece.Length > 0 && piece[^1] != '\n')
                throw damaged($"has an entry that does not end where the index says {title}");
            try
            {
                pieces[i] = Strict.GetString(piece);
            }
            catch (DecoderFallbackException)
            {
                throw damaged($"has an entry that does not begin where the index says {title}");
            }

            _position += piece.Length;
        }

        return entry.ToEntry(pieces[0], pieces[1], pieces[2], pieces[3]);
    }

    /// <summary>To be called when all entries have been taken.</summary>
    public void End() => SkipTo(script.Length);

    private void SkipTo(int offset)
    {
        ReadOnlySpan<byte> between = script.AsSpan(_position, offset - _position);
        if (between.Length > 0 && between[^1] != '\n')
            throw damaged($"has an entry that does not begin where the index says (at byte {offset})");
        foreach (string line in Encoding.UTF8.GetString(between).Split('\n'))
        {
            bool harmless = line.Length == 0 || line.StartsWith("--", StringComparison.Ordinal)
                || (!_begun && line.StartsWith("SET ", StringComparison.Ordinal));
            if (!harmless)
                throw damaged($"has a statement that the index does not have (before byte {offset})");
        }

        _begun = true;
        _position = offset;
    }
}
