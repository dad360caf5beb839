using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace BackupTools.HelpGenerator;

/// <summary>Writes cmdlets as MAML, the format that Get-Help reads.</summary>
public static class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>The text of the file.</summary>
    /// <param name="cmdlets">The cmdlets.</param>
    public static string Write(IEnumerable<CmdletModel> cmdlets)
    {
        var document = new XDocument(
            new XComment(" Generated from the cmdlets' XML documentation by tools/HelpGenerator. Do not edit. "),
            new XElement(
                Msh + "helpItems",
                new XAttribute("schema", "maml"),
                new XAttribute(XNamespace.Xmlns + "maml", Maml),
                new XAttribute(XNamespace.Xmlns + "command", Command),
                new XAttribute(XNamespace.Xmlns + "dev", Dev),
                cmdlets.Select(Cmdlet)));
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        using (var writer = XmlWriter.Create(text, settings))
            document.Save(writer);
        return text.Append('\n').ToString();
    }

    private static XElement Cmdlet(CmdletModel cmdlet) => new(
        Command + "command",
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Name.Split('-')[0]),
            new XElement(Command + "noun", cmdlet.Name.Split('-')[1]),
            Description(cmdlet.Synopsis)),
        Description([.. cmdlet.Description]),
        new XElement(Command + "syntax", cmdlet.ParameterSets.Select(set => SyntaxItem(cmdlet, set))),
        new XElement(
            Command + "parameters",
            cmdlet.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => Parameter(p, p.Sets.Values.First(), inSyntax: false))),
        new XElement(Command + "inputTypes", Inputs(cmdlet)),
        new XElement(Command + "returnValues", cmdlet.Outputs.Select(t => TypeOf(Command + "returnValue", t.Name, t.Description))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", new XElement(Maml + "para"))),
        new XElement(Command + "examples", cmdlet.Examples.Select(Example)),
        new XElement(
            Command + "relatedLinks",
            cmdlet.Links.Append("about_BackupTools").Select(link => new XElement(
                Maml + "navigationLink", new XElement(Maml + "linkText", link), new XElement(Maml + "uri")))));

    private static XElement SyntaxItem(CmdletModel cmdlet, string set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        cmdlet.Parameters
            .Select(p => (Parameter: p, Use: p.Sets.GetValueOrDefault(set) ?? p.Sets.GetValueOrDefault(CmdletModel.AllSets)))
            .Where(p => p.Use is not null)
            .OrderBy(p => p.Use!.Position ?? int.MaxValue)
            .ThenBy(p => !p.Use!.IsMandatory)
            .Select(p => Parameter(p.Parameter, p.Use!, inSyntax: true)));

    private static XElement Parameter(ParameterModel parameter, ParameterUse use, bool inSyntax)
    {
        string[] paragraphs = parameter.AcceptedValues.Count == 0
            ? [parameter.Description]
            : [parameter.Description, $"Accepted values: {string.Join(", ", parameter.AcceptedValues)}."];
        var element = new XElement(
            Command + "parameter",
            new XAttribute("required", use.IsMandatory ? "true" : "false"),
            new XAttribute("variableLength", parameter.TakesSeveral ? "true" : "false"),
            new XAttribute("globbing", parameter.TakesWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", use.PipelineInput),
            new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            Description(paragraphs));
        if (inSyntax && parameter.AcceptedValues.Count > 0)
        {
            element.Add(new XElement(
                Command + "parameterValueGroup",
                parameter.AcceptedValues.Select(value => new XElement(
                    Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value))));
        }

        if (!inSyntax || !parameter.IsSwitch)
        {
            element.Add(new XElement(
                Command + "parameterValue",
                new XAttribute("required", parameter.IsSwitch ? "false" : "true"),
                new XAttribute("variableLength", "false"),
                parameter.TypeName));
        }

        element.Add(
            new XElement(Dev + "type", new XElement(Maml + "name", parameter.TypeName), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", parameter.DefaultValue));
        return element;
    }

    private static IEnumerable<XElement> Inputs(CmdletModel cmdlet) => cmdlet.Parameters
        .Where(p => p.Sets.Values.Any(use => use.TakesValue || use.TakesProperty))
        .Select(p => TypeOf(
            Command + "inputType", p.TypeName,
            p.Sets.Values.Any(use => use.TakesValue)
                ? $"Objects are taken by value for -{p.Name}."
                : $"A property {p.Name} of the objects is taken for -{p.Name}."));

    private static XElement Example(ExampleModel example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", string.Create(CultureInfo.InvariantCulture, $"--------- Example {index + 1} ---------")),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", example.Remarks.Select(Paragraph)));

    private static XElement TypeOf(XName name, string type, string description) => new(
        name, new XElement(Dev + "type", new XElement(Maml + "name", type), new XElement(Maml + "uri")), Description(description));

    private static XElement Description(params string[] paragraphs) => new(Maml + "description", paragraphs.Select(Paragraph));

    private static XElement Paragraph(string text) => new(Maml + "para", text);
}
