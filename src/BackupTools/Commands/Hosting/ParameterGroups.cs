using System.Management.Automation;
using System.Reflection;

namespace BackupTools.Commands.Hosting;

/// <summary>Gives PowerShell several groups of parameters, of which it takes one object only, and fills them with what was bound.</summary>
internal sealed class ParameterGroups
{
    private readonly List<(ParameterGroup Group, PropertyInfo Property, RuntimeDefinedParameter Parameter)> _all;

    public ParameterGroups(params ParameterGroup[] groups) => _all =
    [
        .. from @group in groups
           from property in @group.GetType().GetProperties()
           where property.IsDefined(typeof(ParameterAttribute))
           let attributes = property.GetCustomAttributes(inherit: true).OfType<Attribute>()
           select (@group, property, new RuntimeDefinedParameter(property.Name, property.PropertyType, [.. attributes])),
    ];

    /// <summary>The parameters of all groups.</summary>
    public RuntimeDefinedParameterDictionary ToDictionary()
    {
        RuntimeDefinedParameterDictionary parameters = [];
        foreach ((_, PropertyInfo property, RuntimeDefinedParameter parameter) in _all)
            parameters.Add(property.Name, parameter);
        return parameters;
    }

    /// <summary>Gives the groups what was bound; the rest keeps its default.</summary>
    public void Fill()
    {
        foreach ((ParameterGroup group, PropertyInfo property, RuntimeDefinedParameter parameter) in _all)
        {
            if (parameter.IsSet)
                property.SetValue(group, parameter.Value);
        }
    }
}
