using BackupTools.Configuration.JobFiles.Keys;
using BackupTools.Configuration.JobFiles.Text;

namespace BackupTools.Configuration.JobFiles.Binding;

/// <summary>
/// The values of a file by their keys. What the check of the shape has reported counts as not given, so that the rest of the mistakes are
/// found in the same reading.
/// </summary>
/// <param name="root">The file's keys.</param>
/// <param name="table">What they may be.</param>
internal sealed class JobValues(JobMapping root, JobKey table)
{
    /// <summary>Where each key's value stands.</summary>
    public IReadOnlyDictionary<string, Place> Places { get; } = PlacesOf(root, "", []);

    /// <summary>The value as it stands; null where it is not given.</summary>
    public JobNode? Node(string path)
    {
        JobNode? node = root;
        foreach (string name in path.Split('.'))
            node = (node as JobMapping)?[name];
        return node;
    }

    /// <summary>A text, or the word of a choice as the table writes it.</summary>
    public string? Text(string path)
    {
        if (Node(path) is not JobScalar { IsNothing: false } scalar || string.IsNullOrWhiteSpace(scalar.Value) || scalar.Value.Any(char.IsControl))
            return null;
        JobKey key = KeyOf(path);
        return key.Kind == JobKind.Choice ? JobShape.FindWord(key, scalar.Value) : scalar.Value;
    }

    /// <summary>A text, or the texts of a list.</summary>
    public IReadOnlyList<string> Texts(string path)
    {
        JobKey key = KeyOf(path);
        IEnumerable<JobNode> nodes = Node(path) switch
        {
            JobList list => list.Items,
            JobScalar scalar => [scalar],
            _ => [],
        };
        IEnumerable<string> texts = nodes.OfType<JobScalar>().Where(s => !s.IsNothing && !string.IsNullOrWhiteSpace(s.Value) && !s.Value.Any(char.IsControl)).Select(s => s.Value);
        return [.. key.Kind == JobKind.Choices ? texts.Select(t => JobShape.FindWord(key, t)).OfType<string>() : texts];
    }

    /// <summary>A number; null where it is not given.</summary>
    public int? Number(string path) => Node(path) is JobScalar { IsQuoted: false } scalar && JobShape.Number(scalar.Value) is { } number && number <= KeyOf(path).Max ? number : null;

    /// <summary>True where a switch is on.</summary>
    public bool Switch(string path) => Node(path) is JobScalar { IsQuoted: false, Value: "true" };

    private JobKey KeyOf(string path)
    {
        JobKey key = table;
        foreach (string name in path.Split('.'))
            key = key.Keys.First(k => k.Name == name);
        return key;
    }

    private static Dictionary<string, Place> PlacesOf(JobMapping mapping, string path, Dictionary<string, Place> places)
    {
        foreach ((JobScalar key, JobNode value) in mapping.Entries)
        {
            string inner = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            places[inner] = value.Place;
            if (value is JobMapping more)
                PlacesOf(more, inner, places);
        }

        return places;
    }
}
