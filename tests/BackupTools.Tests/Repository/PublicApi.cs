using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace BackupTools.Tests.Repository;

/// <summary>Writes what programs can use of an assembly, one line a type or member, always in the same order.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The text.</summary>
    public static string Of(Assembly assembly)
    {
        StringBuilder text = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Describe(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Describe(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<Type> bases = type.IsEnum ? [Enum.GetUnderlyingType(type)]
            : (type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) ? [b] : Type.EmptyTypes)
                .Concat(type.GetInterfaces().OrderBy(i => NameOf(i), StringComparer.Ordinal));
        string list = string.Join(", ", bases.Select(NameOf));
        return $"{kind} {type.Namespace}.{NameOf(type)}{(list.Length > 0 ? $" : {list}" : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture)}");
        return type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(Field)
            .Concat(type.GetConstructors(Declared).Where(IsVisible).Select(c => $"{Modifiers(c)}new({Parameters(c)})"))
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(nonPublic: true).Any(IsVisible)).Select(Property))
            .Concat(type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e => $"event {NameOf(e.EventHandlerType!)} {e.Name}"))
            .Concat(type.GetMethods(Declared).Where(m => IsVisible(m) && !m.IsSpecialName && !IsOfCompiler(m)).Select(Method));
    }

    private static string Field(FieldInfo field) =>
        $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{NameOf(field.FieldType)}{Null(Nullability.Create(field))} {field.Name}"
        + (field.IsLiteral ? $" = {Value(field.GetRawConstantValue())}" : "");

    private static string Property(PropertyInfo property)
    {
        MethodInfo any = property.GetAccessors(nonPublic: true).First(IsVisible);
        string index = property.GetIndexParameters() is { Length: > 0 } p ? $"[{string.Join(", ", p.Select(Parameter))}]" : "";
        bool isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        bool isRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        return $"{Modifiers(any)}{(isRequired ? "required " : "")}{NameOf(property.PropertyType)}{Null(Nullability.Create(property))} {property.Name}{index} {{ "
            + (property.GetMethod is { } get && IsVisible(get) ? "get; " : "")
            + (property.SetMethod is { } set && IsVisible(set) ? isInit ? "init; " : "set; " : "") + "}";
    }

    private static string Method(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";
        return $"{Modifiers(method)}{NameOf(method.ReturnType)}{Null(Nullability.Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Modifiers(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : "")
        + (method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : method is MethodInfo { IsVirtual: true, IsFinal: false } m && !m.DeclaringType!.IsInterface
            ? m.GetBaseDefinition() == m ? "virtual " : "override " : "");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string by = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{by}{NameOf(parameter.ParameterType)}{Null(Nullability.Create(parameter))} {parameter.Name}" + (parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : "");
    }

    private static string Null(NullabilityInfo info) =>
        !info.Type.IsValueType && (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable) ? "?" : "";

    private static string Value(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>What the compiler adds to every record says nothing.</summary>
    private static bool IsOfCompiler(MethodInfo method) =>
        method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name.Contains('<', StringComparison.Ordinal);

    private static string NameOf(Type type)
    {
        if (type.IsByRef)
            return NameOf(type.GetElementType()!);
        if (type.IsArray)
            return NameOf(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return NameOf(underlying) + "?";
        string name = type.IsNested && !type.IsGenericParameter ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Name;
        int mark = name.IndexOf('`', StringComparison.Ordinal);
        return mark < 0 ? name : $"{name[..mark]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }
}
