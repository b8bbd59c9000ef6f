"""English number words, calendar words and units.

Source: written by hand for this project. Licence: Apache-2.0, like the project.
"""

from __future__ import annotations

from typing import Final

# "An hour" is one hour.
COUNTING_ARTICLES: Final = "a an"
CARDINALS: Final = """
zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 thirteen=13 fourteen=14 fifteen=15
sixteen=16 seventeen=17 eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 fourty=40 fifty=50 sixty=60 seventy=70 eighty=80 ninety=90
"""
ORDINALS: Final = """
first=1 second=2 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 twelfth=12 thirteenth=13 fourteenth=14
fifteenth=15 sixteenth=16 seventeenth=17 eighteenth=18 nineteenth=19 twentieth=20 thirtieth=30 fortieth=40 fiftieth=50 hundredth=100
"""
MULTIPLIERS: Final = "dozen=12 hundred=100 thousand=1000 k=1000 million=1000000 mn=1000000 mio=1000000 billion=1000000000 bn=1000000000 trillion=1000000000000"
FRACTIONS: Final = "half=1/2 quarter=1/4 quarters=1/4 third=1/3 thirds=1/3 fifth=1/5 fifths=1/5 tenth=1/10 tenths=1/10"
ROMAN: Final = "II=2 III=3 IV=4 VI=6 VII=7 VIII=8 IX=9 XI=11 XII=12 XIII=13 XIV=14 XV=15 XVI=16 XX=20"
MONTHS: Final = """
january=1 jan=1 february=2 feb=2 march=3 mar=3 april=4 apr=4 may=5 june=6 jun=6 july=7 jul=7 august=8 aug=8 september=9 sep=9 sept=9
october=10 oct=10 november=11 nov=11 december=12 dec=12
"""
MONTHS_AND_WORDS: Final = "may march mar"

# dimension: unit=factor. The factor turns an amount into the dimension's base unit.
UNITS: Final = """
time: ms=0.001 msec=0.001 millisecond=0.001 s=1 sec=1 second=1 min=60 mins=60 minute=60 h=3600 hr=3600 hrs=3600 hour=3600 day=86400
time: week=604800 wk=604800 fortnight=1209600 month=2629800 mo=2629800 year=31557600 yr=31557600 yrs=31557600 decade=315576000 century=3155760000
length: mm=0.001 millimeter=0.001 millimetre=0.001 cm=0.01 centimeter=0.01 centimetre=0.01 meter=1 metre=1 km=1000 kilometer=1000 kilometre=1000
length: inch=0.0254 inches=0.0254 foot=0.3048 feet=0.3048 ft=0.3048 yard=0.9144 yd=0.9144 mile=1609.344 mi=1609.344
mass: mcg=0.000001 µg=0.000001 ug=0.000001 microgram=0.000001 mg=0.001 milligram=0.001 g=1 gr=1 gram=1 gramme=1 kg=1000 kilo=1000 kgs=1000 kilogram=1000
mass: tonne=1000000 ton=1000000 oz=28.349523125 ounce=28.349523125 lb=453.59237 lbs=453.59237 stone=6350.29318
volume: ml=0.001 milliliter=0.001 millilitre=0.001 cl=0.01 dl=0.1 l=1 liter=1 litre=1 gallon=3.785411784 gal=3.785411784 quart=0.946352946
volume: pint=0.473176473 cup=0.2365882365 tablespoon=0.01478676478 tbsp=0.01478676478 teaspoon=0.00492892159 tsp=0.00492892159
data: bit=0.125 byte=1 kb=1024 kib=1024 kilobyte=1024 mb=1048576 mib=1048576 megabyte=1048576 gb=1073741824 gib=1073741824 gig=1073741824
data: gigabyte=1073741824 tb=1099511627776 tib=1099511627776 terabyte=1099511627776
rate: mbps=1 gbps=1000 kbps=0.001
speed: kmh=1 kph=1 km/h=1 mph=1.609344
power: w=1 watt=1 kw=1000 kilowatt=1000 mw=1000000 hp=745.7 horsepower=745.7
energy: kwh=1 cal=0.001162222 kcal=0.001162222 calorie=0.001162222 joule=0.000000277778 kj=0.000277778
voltage: v=1 volt=1 kv=1000
current: amp=1 ampere=1 ma=0.001
frequency: hz=1 hertz=1 khz=1000 mhz=1000000 ghz=1000000000
celsius: c=1 °c=1 celsius=1 centigrade=1 °=1 degree=1
fahrenheit: f=1 °f=1 fahrenheit=1
number: %=0.01 percent=0.01 pct=0.01 percentage=0.01
pixels: px=1 pixel=1
money USD: $=1 usd=1 dollar=1 buck=1 cent=0.01
money EUR: €=1 eur=1 euro=1
money GBP: £=1 gbp=1 pound=1 quid=1 pence=0.01
money JPY: ¥=1 jpy=1 yen=1
money INR: ₹=1 inr=1 rupee=1 rs=1
money CHF: chf=1 franc=1
money CAD: cad=1
money AUD: aud=1
money CNY: cny=1 rmb=1 yuan=1
money BTC: btc=1 bitcoin=1
money ETH: eth=1 ether=1
"""
CLOCK_WORDS: Final = "noon=720 midday=720 midnight=0"
MERIDIEMS: Final = "am=0 a.m=0 pm=720 p.m=720"
