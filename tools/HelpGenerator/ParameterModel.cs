using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace BackupTools.HelpGenerator;

/// <summary>A parameter as its property and its documentation describe it.</summary>
public sealed record ParameterModel
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its type as PowerShell writes it.</summary>
    public required string TypeName { get; init; }

    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <summary>Its value where it is not given.</summary>
    public string DefaultValue { get; init; } = "None";

    /// <summary>Other names of it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The only values it takes; empty where they are not counted.</summary>
    public IReadOnlyList<string> AcceptedValues { get; init; } = [];

    /// <summary>True for a switch.</summary>
    public bool IsSwitch { get; init; }

    /// <summary>True where wildcards are understood.</summary>
    public bool TakesWildcards { get; init; }

    /// <summary>True where it takes several values.</summary>
    public bool TakesSeveral { get; init; }

    /// <summary>What it is in each of its parameter sets.</summary>
    public required IReadOnlyDictionary<string, ParameterUse> Sets { get; init; }

    /// <summary>What PowerShell itself adds to a cmdlet that changes something.</summary>
    internal static IReadOnlyList<ParameterModel> ShouldProcess { get; } =
    [
        Added("WhatIf", "wi", "Says what would happen, in numbers, and changes nothing."),
        Added("Confirm", "cf", "Asks before each change; -Confirm:$false never asks."),
    ];

    internal static ParameterModel Read(PropertyInfo property, XmlDocs docs)
    {
        IList<CustomAttributeData> attributes = property.GetCustomAttributesData();
        XElement? doc = docs.Of(property);
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Type element = type.GetElementType() ?? type;
        bool isSwitch = type == typeof(SwitchParameter);
        string defaultValue = XmlDocs.Text(doc?.Element("value"));
        return new ParameterModel
        {
            Name = property.Name,
            TypeName = NameOf(element) + (type.IsArray ? "[]" : ""),
            Description = XmlDocs.Text(doc?.Element("summary")),
            DefaultValue = defaultValue.Length > 0 ? defaultValue : isSwitch ? "False" : "None",
            Aliases = ReadAliases(attributes),
            AcceptedValues = element.IsEnum ? Enum.GetNames(element) : [],
            IsSwitch = isSwitch,
            TakesWildcards = attributes.Any(a => a.AttributeType.Name == "SupportsWildcardsAttribute"),
            TakesSeveral = type.IsArray,
            Sets = attributes.Where(a => a.AttributeType == typeof(ParameterAttribute))
                .ToDictionary(a => CmdletModel.Named<string>(a, "ParameterSetName") ?? CmdletModel.AllSets, ParameterUse.Read),
        };
    }

    private static ParameterModel Added(string name, string alias, string description) => new()
    {
        Name = name,
        TypeName = "SwitchParameter",
        Description = description,
        DefaultValue = "False",
        Aliases = [alias],
        IsSwitch = true,
        Sets = new Dictionary<string, ParameterUse> { [CmdletModel.AllSets] = new(false, null, false, false) },
    };

    private static string[] ReadAliases(IEnumerable<CustomAttributeData> attributes) =>
    [
        .. attributes.Where(a => a.AttributeType == typeof(AliasAttribute))
            .SelectMany(a => (IEnumerable<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)
            .Select(a => (string)a.Value!),
    ];

    private static string NameOf(Type type) => type.Name switch
    {
        "String" => "string",
        "Int32" => "int",
        "Int64" => "long",
        var name => name,
    };
}

/// <summary>What a parameter is in one parameter set.</summary>
/// <param name="IsMandatory">True where it must be given.</param>
/// <param name="Position">Its position from 0; null where it must be named.</param>
/// <param name="TakesValue">True where the pipeline's objects are its value.</param>
/// <param name="TakesProperty">True where a property of the pipeline's objects is its value.</param>
public sealed record ParameterUse(bool IsMandatory, int? Position, bool TakesValue, bool TakesProperty)
{
    /// <summary>What MAML says of the pipeline.</summary>
    public string PipelineInput => (TakesValue, TakesProperty) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    internal static ParameterUse Read(CustomAttributeData attribute) => new(
        CmdletModel.Named<bool>(attribute, nameof(ParameterAttribute.Mandatory)),
        attribute.NamedArguments.Any(a => a.MemberName == nameof(ParameterAttribute.Position))
            ? CmdletModel.Named<int>(attribute, nameof(ParameterAttribute.Position))
            : null,
        CmdletModel.Named<bool>(attribute, nameof(ParameterAttribute.ValueFromPipeline)),
        CmdletModel.Named<bool>(attribute, nameof(ParameterAttribute.ValueFromPipelineByPropertyName)));
}
