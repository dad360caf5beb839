using System.Globalization;
using System.Text;
using BackupTools.Abstractions;

namespace BackupTools.Archive;

/// <summary>
/// Gives each object the folder of its chunks: <c>data/main</c> for pages, <c>data/schema.table</c> for what has rows.
/// The names are safe on every file system, and different also regardless of case.
/// </summary>
internal sealed class ChunkFolders
{
    private const int MaxLength = 140;

    private readonly Dictionary<int, string> _folders = [];
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder of an object, always the same for the same index.</summary>
    public string Get(int objectIndex, ArchiveObject obj)
    {
        if (_folders.TryGetValue(objectIndex, out string? folder))
            return folder;

        string name = obj.Kind == "pages" ? Encode(obj.Schema) : $"{Encode(obj.Schema)}.{Encode(obj.Name)}";
        folder = "data/" + Cut(name);
        if (name.Length > MaxLength || !_taken.Add(folder))
        {
            // Encoded names have no tilde, so this cannot be another object's name.
            folder += "~" + objectIndex.ToString(CultureInfo.InvariantCulture);
        }

        _folders.Add(objectIndex, folder);
        return folder;
    }

    /// <summary>The name of one chunk.</summary>
    public string GetMember(ChunkInfo info, ArchiveObject obj, string codecExtension) =>
        string.Create(CultureInfo.InvariantCulture, $"{Get(info.ObjectIndex, obj)}/{info.Index}{info.Extension}{codecExtension}");

    /// <summary>
    /// Writes every byte but ASCII letters, digits, <c>_</c> and <c>-</c> as <c>%XX</c>; an empty name as <c>%</c>.
    /// </summary>
    internal static string Encode(string name)
    {
        if (name.Length == 0)
            return "%";
        var text = new StringBuilder(name.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'-')
                text.Append((char)b);
            else
                text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return text.ToString();
    }

    /// <summary>Cuts to the allowed length, and not within a <c>%XX</c>.</summary>
    private static string Cut(string name)
    {
        if (name.Length <= MaxLength)
            return name;
        int escape = name.LastIndexOf('%', MaxLength - 1);
        return name[..(escape > MaxLength - 3 ? escape : MaxLength)];
    }
}
