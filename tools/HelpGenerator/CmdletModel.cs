using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;
using BackupTools.Commands.Hosting;

namespace BackupTools.HelpGenerator;

/// <summary>A cmdlet as its class and its documentation describe it.</summary>
public sealed record CmdletModel
{
    /// <summary>The name of the parameter set that stands for all.</summary>
    public const string AllSets = "__AllParameterSets";

    /// <summary>Verb and noun.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Synopsis { get; init; }

    /// <summary>What it does, in paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>Its parameters.</summary>
    public required IReadOnlyList<ParameterModel> Parameters { get; init; }

    /// <summary>The names of its parameter sets, the default one first.</summary>
    public required IReadOnlyList<string> ParameterSets { get; init; }

    /// <summary>What it emits.</summary>
    public required IReadOnlyList<TypeModel> Outputs { get; init; }

    /// <summary>Its examples.</summary>
    public required IReadOnlyList<ExampleModel> Examples { get; init; }

    /// <summary>The names of cmdlets to see also.</summary>
    public required IReadOnlyList<string> Links { get; init; }

    /// <summary>True for a class that is a cmdlet.</summary>
    /// <param name="type">The class.</param>
    public static bool IsCmdlet(Type type) => !type.IsAbstract && Find<CmdletAttribute>(type) is not null;

    /// <summary>Reads a cmdlet.</summary>
    /// <param name="type">Its class.</param>
    /// <param name="docs">The documentation.</param>
    public static CmdletModel Read(Type type, XmlDocs docs)
    {
        XElement? doc = docs.Of(type);
        List<ParameterModel> parameters =
        [
            .. GroupsOf(type).Prepend(type).SelectMany(t => t.GetProperties())
                .Where(p => p.GetCustomAttributesData().Any(a => a.AttributeType == typeof(ParameterAttribute)))
                .Select(p => ParameterModel.Read(p, docs)),
        ];
        CustomAttributeData cmdlet = Find<CmdletAttribute>(type)!;
        if (Named<bool>(cmdlet, nameof(CmdletAttribute.SupportsShouldProcess)))
            parameters.AddRange(ParameterModel.ShouldProcess);
        string? defaultSet = Named<string>(cmdlet, nameof(CmdletAttribute.DefaultParameterSetName));
        string[] sets = [.. parameters.SelectMany(p => p.Sets.Keys).Where(s => s != AllSets).Distinct().OrderBy(s => s != defaultSet)];
        return new CmdletModel
        {
            Name = NameOf(type),
            Synopsis = XmlDocs.Text(doc?.Element("summary")),
            Description = XmlDocs.Paragraphs(doc?.Element("remarks")),
            Parameters = parameters,
            ParameterSets = sets.Length == 0 ? [AllSets] : sets,
            Outputs = ReadOutputs(type, docs),
            Examples = [.. (doc?.Elements("example") ?? []).Select(ExampleModel.Read)],
            Links = [.. (doc?.Elements("seealso") ?? []).Select(s => LinkName(type, (string)s.Attribute("cref")!))],
        };
    }

    /// <summary>The classes whose objects a cmdlet gives to PowerShell as its dynamic parameters.</summary>
    private static IEnumerable<Type> GroupsOf(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Select(f => f.FieldType).Where(t => t.IsSubclassOf(typeof(ParameterGroup)));

    internal static T? Named<T>(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value is T value ? value : default;

    private static CustomAttributeData? Find<T>(Type type) =>
        type.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType == typeof(T));

    private static string NameOf(Type type)
    {
        CustomAttributeData attribute = Find<CmdletAttribute>(type)!;
        return $"{attribute.ConstructorArguments[0].Value}-{attribute.ConstructorArguments[1].Value}";
    }

    private static string LinkName(Type from, string cref) => NameOf(from.Assembly.GetType(cref["T:".Length..], throwOnError: true)!);

    private static IReadOnlyList<TypeModel> ReadOutputs(Type type, XmlDocs docs) =>
    [
        .. type.GetCustomAttributesData()
            .Where(a => a.AttributeType == typeof(OutputTypeAttribute))
            .SelectMany(a => (IEnumerable<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)
            .Select(a => TypeModel.Read((Type)a.Value!, docs)),
    ];
}

/// <summary>An example of a cmdlet.</summary>
/// <param name="Code">What to type.</param>
/// <param name="Remarks">What it does, in paragraphs.</param>
public sealed record ExampleModel(string Code, IReadOnlyList<string> Remarks)
{
    internal static ExampleModel Read(XElement example)
    {
        IEnumerable<string> lines = (example.Element("code")?.Value ?? "").Trim().Split('\n').Select(line => line.Trim());
        return new ExampleModel(string.Join('\n', lines), XmlDocs.Paragraphs(example));
    }
}

/// <summary>A type that goes in or comes out.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Description">What it is.</param>
public sealed record TypeModel(string Name, string Description)
{
    internal static TypeModel Read(Type type, XmlDocs docs) => type == typeof(void)
        ? new TypeModel("None", "This cmdlet emits nothing.")
        : new TypeModel(type.FullName!, XmlDocs.Text(docs.Of(type)?.Element("summary")));
}
