using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace BackupTools.HelpGenerator;

/// <summary>The XML documentation of assemblies, by member.</summary>
public sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;

    private XmlDocs(Dictionary<string, XElement> members) => _members = members;

    /// <summary>Reads documentation files.</summary>
    /// <param name="paths">Their paths.</param>
    public static XmlDocs Load(params string[] paths) => new(
        paths.SelectMany(path => XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member"))
            .Where(member => !((string)member.Attribute("name")!).Contains(".Generated.", StringComparison.Ordinal)) // By the compiler, into each assembly.
            .ToDictionary(member => (string)member.Attribute("name")!));

    /// <summary>The documentation of a type; null where it has none.</summary>
    /// <param name="type">The type.</param>
    public XElement? Of(Type type) => _members.GetValueOrDefault("T:" + type.FullName);

    /// <summary>The documentation of a property; null where it has none.</summary>
    /// <param name="property">The property.</param>
    public XElement? Of(PropertyInfo property) =>
        _members.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    /// <summary>The documentation of a field; null where it has none.</summary>
    /// <param name="field">The field.</param>
    public XElement? Of(FieldInfo field) => _members.GetValueOrDefault($"F:{field.DeclaringType!.FullName}.{field.Name}");

    /// <summary>The text of an element in one line, with what it refers to by name.</summary>
    /// <param name="element">The element.</param>
    public static string Text(XElement? element) =>
        element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim();

    /// <summary>The paragraphs of an element: its para elements, or its whole text as one.</summary>
    /// <param name="element">The element.</param>
    public static IReadOnlyList<string> Paragraphs(XElement? element)
    {
        if (element is null)
            return [];
        XElement[] paragraphs = [.. element.Elements("para")];
        return paragraphs.Length > 0 ? [.. paragraphs.Select(Text)] : [Text(element)];
    }

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see => ShortName((string?)see.Attribute("cref") ?? (string?)see.Attribute("langword") ?? ""),
        XElement { Name.LocalName: "paramref" or "typeparamref" } reference => (string?)reference.Attribute("name") ?? "",
        XElement element => string.Concat(element.Nodes().Select(Plain)),
        _ => "",
    };

    private static string ShortName(string cref) => cref[(cref.LastIndexOfAny(['.', ':']) + 1)..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
