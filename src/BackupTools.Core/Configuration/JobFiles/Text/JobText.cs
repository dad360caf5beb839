using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BackupTools.Configuration.JobFiles.Text;

/// <summary>
/// Reads YAML, of which JSON is a part, as keys, lists and texts. Nothing is made of it but that: tags are refused, what is repeated by
/// an alias is counted each time, and depth and size have an end.
/// </summary>
internal sealed class JobText
{
    private const int MaxDepth = 20;
    private const int MaxNodes = 5000;

    private readonly Parser _parser;
    private readonly Dictionary<string, JobNode> _anchors = [];
    private readonly Action<Place, string, string> _report;
    private int _read;

    private JobText(string text, Action<Place, string, string> report)
    {
        _parser = new Parser(new StringReader(text));
        _report = report;
    }

    /// <summary>Reads the one document of a file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="report">Takes mistakes after which reading can go on: place, problem, remedy.</param>
    /// <returns>Its root; null where the file is empty.</returns>
    /// <exception cref="JobTextException">Where reading cannot go on.</exception>
    public static JobNode? Read(string text, Action<Place, string, string> report)
    {
        JobText reader = new(text, report);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            string message = e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}";
            throw new JobTextException(PlaceOf(e.Start), $"This is no YAML: {message.TrimEnd('.')}.", "Look for an indentation, a quote or a bracket that does not fit.", e);
        }
    }

    private JobNode? ReadDocument()
    {
        Require(_parser.TryConsume<StreamStart>(out _), default);
        if (_parser.TryConsume<StreamEnd>(out _))
            return null;
        Require(_parser.TryConsume<DocumentStart>(out _), default);
        JobNode root = ReadNode(0);
        Require(_parser.TryConsume<DocumentEnd>(out _), root.Place);
        return _parser.Current is DocumentStart second
            ? throw new JobTextException(PlaceOf(second.Start), "A second document begins here.", "Write each job in a file of its own.")
            : root;
    }

    private JobNode ReadNode(int depth)
    {
        ParsingEvent current = _parser.Current ?? throw new JobTextException(default, "The file ends early.", "Complete it.");
        Place place = PlaceOf(current.Start);
        if (depth > MaxDepth)
            throw new JobTextException(place, "It is nested too deeply.", "A job needs few levels.");
        if (++_read > MaxNodes)
            throw TooLarge(place);
        if (current is NodeEvent { Tag.IsEmpty: false })
            throw new JobTextException(place, "A tag (!) is not taken here.", "Leave it out.");
        JobNode node = current switch
        {
            Scalar => ReadScalar(place),
            SequenceStart => ReadList(place, depth),
            MappingStart => ReadMapping(place, depth),
            AnchorAlias => ReadAlias(place),
            _ => throw new JobTextException(place, "This is not taken here.", "Write keys with values."),
        };
        if (node.Size > MaxNodes)
            throw TooLarge(place);
        if (current is NodeEvent { Anchor.IsEmpty: false } anchored && current is not AnchorAlias)
            _anchors[anchored.Anchor.Value] = node;
        return node;
    }

    private JobScalar ReadScalar(Place place)
    {
        Scalar scalar = _parser.Consume<Scalar>();
        return new JobScalar(place, scalar.Value, scalar.Style is not ScalarStyle.Plain);
    }

    private JobList ReadList(Place place, int depth)
    {
        _parser.Consume<SequenceStart>();
        List<JobNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new JobList(place, items) { Size = 1 + items.Sum(i => i.Size) };
    }

    private JobMapping ReadMapping(Place place, int depth)
    {
        _parser.Consume<MappingStart>();
        List<(JobScalar, JobNode)> entries = [];
        HashSet<string> seen = [];
        int size = 1;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            JobNode key = ReadNode(depth + 1);
            JobNode value = ReadNode(depth + 1);
            size += 1 + value.Size;
            if (key is not JobScalar name)
                _report(key.Place, "A key is no text.", "Write key: value.");
            else if (!seen.Add(name.Value))
                _report(name.Place, $"The key '{name.Value}' stands here a second time.", "Write it once.");
            else
                entries.Add((name, value));
        }

        return new JobMapping(place, entries) { Size = size };
    }

    private JobNode ReadAlias(Place place)
    {
        string name = _parser.Consume<AnchorAlias>().Value.Value;
        return _anchors.TryGetValue(name, out JobNode? node) ? node : throw new JobTextException(place, $"There is no anchor '&{name}' before this alias.", "Write the value here.");
    }

    private static void Require(bool isThere, Place place)
    {
        if (!isThere)
            throw new JobTextException(place, "This is not taken here.", "Write keys with values.");
    }

    private static JobTextException TooLarge(Place place) => new(place, "It is too large for a job.", "Write several files.");

    private static Place PlaceOf(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
